"""Every file on the release menu keeps the room's promises, then what is particular to each."""

import numpy as np
import pytest

from artery import simulate
from neointima import menu
from neointima.library.shelf import units_of

DAY = 86400.0
DOSE = np.array([[1e-5], [0.0], [3e-6]])
BY_NAME = {
    "dose_per_length": DOSE,
    "times": np.array([0.0, 1.0, 7.0, 30.0]) * DAY,
    "fractions": np.array([0.0, 0.4, 0.8, 0.9]),
    "coating_thickness": 5e-6,
    "coating_diffusivity": 1e-17,
    "eroded_diffusivity": 3e-16,
    "partition": 1.0,
    "burst_rate": 1e-4,
    "slow_rate": 1e-7,
}
# A model with fields of its own is tested at once with these.
BY_UNIT = {"": 0.3, "1/s": 1e-6, "m": 1e-5, "m**2/s": 1e-17, "kg/m": 1e-5, "s": 10 * DAY, "m/s": 1e-12}
STEPS = (0.0, 900.0, 3600.0, DAY, 5.3 * DAY, 40 * DAY, 1000 * DAY)
MODELS = menu.choices("submodels/release")


def build(name, **own):
    model = menu.choose("submodels/release", name)
    units = units_of(model)
    values = {field: own.get(field, BY_NAME.get(field, BY_UNIT.get(unit.symbol))) for field, unit in units.items()}
    return model(**{field: np.asarray(value) for field, value in values.items()})


def dose_of(model):
    return getattr(model, "dose_per_length", np.zeros((1, 1)))


@pytest.fixture(params=MODELS)
def model(request):
    return build(request.param)


def test_a_new_coating_holds_the_dose(model):
    # The series of coating_diffusion adds 200 shares of the dose, each rounded once.
    np.testing.assert_allclose(
        model.held(model.start()) * np.ones((3, 1)), dose_of(model) * np.ones((3, 1)), rtol=1e-12
    )


def test_nothing_is_lost(model):
    """Held + released = dose to 1e-12 of the dose: some ten subtractions, each rounded to 1e-16."""
    coating, gone = model.start(), 0.0
    for dt in STEPS:
        coating, released = model.step(coating, dt)
        gone = gone + released
        off = np.abs(model.held(coating) + gone - dose_of(model))
        assert np.all(off <= 1e-12 * dose_of(model))


def test_what_is_held_never_rises_and_nothing_is_negative(model):
    """Allowance 1e-15 of the dose: what the rounding of a sum over modes can do."""
    coating = model.start()
    slack = 1e-15 * dose_of(model)
    for dt in STEPS:
        before = model.held(coating)
        coating, released = model.step(coating, dt)
        assert np.all(model.held(coating) <= before + slack)
        assert np.all(model.held(coating) >= 0)
        assert np.all(released >= -slack)


def test_two_half_steps_equal_one(model):
    """Every model is solved exactly or steps on a clock of its own, so 1e-12 of the dose is rounding only."""
    coating, _ = model.step(model.start(), 3600.0)
    for dt in (900.0, DAY, 20 * DAY):
        once, released = model.step(coating, dt)
        half, first = model.step(coating, dt / 2)
        twice, second = model.step(half, dt / 2)
        limit = 1e-12 * dose_of(model)
        assert np.all(np.abs(model.held(once) - model.held(twice)) <= limit)
        assert np.all(np.abs(released - first - second) <= limit)


def test_no_time_releases_nothing(model):
    coating, _ = model.step(model.start(), DAY)
    assert np.all(model.step(coating, 0.0)[1] == 0)


@pytest.mark.parametrize("name", [name for name in MODELS if "sequestered" in units_of(build(name).__class__)])
def test_sequestered_drug_never_leaves(name):
    """After a thousand years all but the sequestered share is gone; exp of the slowest rate is then zero."""
    model = build(name, sequestered=0.25)
    coating, _ = model.step(model.start(), 365_000 * DAY)
    np.testing.assert_allclose(model.held(coating) * np.ones((3, 1)), 0.25 * DOSE, rtol=1e-12)


def test_taxus_keeps_nine_tenths_for_two_years():
    values = simulate("taxus_express", "paclitaxel", days=730, animals=1, vary=()).values
    assert values["coating_drug"][0, -1] / values["coating_drug"][0, 0] >= 0.89


def test_imposed_curve_passes_through_its_points():
    """A cubic is exact at its knots: 1e-12 of the dose is rounding."""
    model, coating = build("imposed_curve"), build("imposed_curve").start()
    for step, fraction in zip(np.diff(BY_NAME["times"]), BY_NAME["fractions"][1:], strict=True):
        coating, _ = model.step(coating, step)
        np.testing.assert_allclose(model.held(coating), DOSE * (1 - fraction), rtol=1e-12)


def test_imposed_curve_is_level_after_its_last_point():
    model = build("imposed_curve")
    end, _ = model.step(model.start(), 30 * DAY)
    later, released = model.step(end, 300 * DAY)
    assert np.all(released == 0)
    np.testing.assert_array_equal(model.held(later), model.held(end))


@pytest.mark.parametrize("share", [1e-4, 1e-3, 1e-2])
def test_coating_diffusion_starts_with_the_square_root_law(share):
    """Released = 2 √(D t / π) / L while the metal side is untouched; ``share`` is D t / L². Limit 1 %."""
    model = build("coating_diffusion", sequestered=0.0)
    time = share * model.coating_thickness**2 / model.coating_diffusivity
    _, released = model.step(model.start(), float(time))
    np.testing.assert_allclose(released, DOSE * 2 * np.sqrt(share / np.pi), rtol=0.01)


def test_coating_diffusion_ends_with_its_slowest_mode():
    """Late, m ∝ exp(−π² D t / 4 L²): the next mode is eight times faster and gone to 1e-12 by D t / L² = 2."""
    model = build("coating_diffusion", sequestered=0.0)
    unit = float(model.coating_thickness**2 / model.coating_diffusivity)
    late, _ = model.step(model.start(), 2 * unit)
    later, _ = model.step(late, unit)
    np.testing.assert_allclose(model.held(later), model.held(late) * np.exp(-(np.pi**2) / 4), rtol=1e-12)


def test_first_order_halves_in_its_half_life():
    model = build("first_order", rate=np.log(2) / (3 * DAY), sequestered=0.0)
    half, _ = model.step(model.start(), 3 * DAY)
    np.testing.assert_allclose(model.held(half), DOSE / 2, rtol=1e-14)


def test_burst_leaves_before_the_bulk():
    """After an hour of k_s = 1/min the surface is empty (exp(−60)) and the bulk hardly touched."""
    model = build("burst_then_slow", burst=0.4, burst_rate=1 / 60, slow_rate=1e-12, sequestered=0.0)
    _, released = model.step(model.start(), 3600.0)
    np.testing.assert_allclose(released, 0.4 * DOSE, rtol=1e-8)


def test_a_bare_stent_releases_nothing_ever():
    model = build("no_drug")
    assert np.all(model.step(model.start(), 100 * DAY)[1] == 0)
