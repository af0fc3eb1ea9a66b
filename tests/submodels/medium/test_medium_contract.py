"""Every file on the medium menu: nothing lost, nothing negative; and what competition does at FKBP12."""

import numpy as np
import pytest

from neointima import menu
from neointima.submodels.medium.shared_well import SharedWell

NM, FKBP12 = 1e-6, 3.3e-3
ON, OFF, OFF_TACROLIMUS = 800.0, 1.6e-4, 3.2e-4
VOLUME = np.array([[1e-7]])
HOUR = 3600.0


def well(*, compounds=2, serum=0.1, degradation=0.0, fkbp12=FKBP12):
    columns = {
        "plasma_bound": np.array([[0.98, 0.995]]),
        "degradation_rate": np.full((1, 2), degradation / HOUR),
        "on_rate": np.array([[ON, ON]]),
        "off_rate": np.array([[OFF, OFF_TACROLIMUS]]),
    }
    return SharedWell(
        fkbp12=np.array(fkbp12),
        cell_volume=np.array(2.5e-15),
        serum=np.array(serum),
        **{name: value[:, :compounds] for name, value in columns.items()},
    )


def run(model, nominal, *, cells=5000.0, hours=72, steps=144):
    nominal = np.atleast_2d(nominal)
    volume, number = VOLUME * np.ones((len(nominal), 1)), np.full((len(nominal), 1), cells)
    contents = model.start(nominal, volume)
    for _ in range(steps):
        contents = model.step(contents, cells=number, volume=volume, dt=hours * HOUR / steps)
    return contents, volume, number


def test_the_room_has_these_members():
    assert menu.choices("submodels/medium") == ["shared_well"]


def test_the_drug_budget_closes(claim):
    """Over eight decades of dose of two compounds, 72 h: what went in is in the medium, on FKBP12 or broken down."""
    nominal = np.stack([10.0 ** np.arange(-4, 5) * NM, np.full(9, 30 * NM)], axis=1)
    contents, _, _ = run(well(degradation=0.0963), nominal)
    dose = nominal * VOLUME
    worst = float(np.abs(sum(contents) / dose - 1).max())
    claim("drug budget of a well, two compounds, eight decades of dose", worst, "1e-8", worst < 1e-8)
    assert min(part.min() for part in contents) >= 0


@pytest.mark.parametrize("hours", [0.25, 2.0, 24.0, 240.0])
def test_no_amount_is_ever_negative_and_no_receptor_is_taken_twice(hours):
    nominal = np.array([[1e-3, 1e-3], [1e-9, 1.0], [1.0, 1.0]])
    model = well(degradation=0.1)
    contents, _, number = run(model, nominal, hours=hours, steps=1)
    assert min(part.min() for part in contents) >= 0
    assert np.all(contents.complexed.sum(axis=1, keepdims=True) <= FKBP12 * 2.5e-15 * number * (1 + 1e-9))


def test_binding_comes_to_its_equilibrium():
    """θ = L / (L + K) for a compound alone; two weeks are 280 half-lives of the complex."""
    model = well(compounds=1)
    nominal = 10.0 ** np.arange(-3, 4)[:, None] * NM
    contents, volume, number = run(model, nominal, hours=336, steps=400)
    free = model.free(contents, volume)
    np.testing.assert_allclose(model.specific(contents, number) / FKBP12, free / (free + OFF / ON), rtol=1e-6)


@pytest.mark.parametrize("competitor", [4.0, 40.0])
def test_tacrolimus_shifts_the_curve_of_sirolimus_by_one_plus_its_free_dose_over_its_affinity(competitor, claim):
    """At the binding step θ = L / (L + K (1 + [FK506]/K_FK506)): exact at equilibrium, 1e-6 for how near that is."""
    model = well(serum=0.0)
    sirolimus = 10.0 ** np.arange(-2, 4, 0.5) * NM
    both = np.stack([sirolimus, np.full_like(sirolimus, competitor * NM)], axis=1)
    contents, volume, number = run(model, both, hours=336, steps=400)
    free = model.free(contents, volume)
    shift = 1 + free[:, 1] / (OFF_TACROLIMUS / ON)
    occupied = model.specific(contents, number)[:, 0] / FKBP12
    worst = float(np.abs(occupied / (free[:, 0] / (free[:, 0] + OFF / ON * shift)) - 1).max())
    claim(f"right shift of sirolimus by tacrolimus {competitor:g} nmol/L at FKBP12", worst, "1e-6", worst < 1e-6)
    assert shift.min() > 5


def test_serum_takes_free_drug_in_proportion():
    model, bare = well(serum=0.1, compounds=1), well(serum=0.0, compounds=1)
    start = model.start(np.array([[NM]]), VOLUME)
    assert bare.free(start, VOLUME) == pytest.approx(NM)
    # B = s β / (1 − β) = 0.1 × 0.98 / 0.02 = 4.9
    assert model.free(start, VOLUME) == pytest.approx(NM / 5.9)


def test_more_cells_leave_less_free_drug():
    model = well(compounds=1)
    free = [float(model.free(*run(model, [[NM]], cells=cells)[:2])[0, 0]) for cells in (500.0, 5000.0, 50000.0)]
    assert free[0] > free[1] > free[2]


def test_breakdown_alone_is_exponential():
    """Without cells to bind it (1e-6 of one) drug halves in its half-life: exact over any step."""
    model = well(compounds=1, degradation=np.log(2) / 7.2)
    contents, _, _ = run(model, [[NM]], cells=1e-6, hours=72, steps=3)
    assert contents.medium[0, 0] / (NM * 1e-7) == pytest.approx(2.0**-10, rel=1e-6)


def test_drug_of_dead_cells_goes_back_to_the_medium():
    model = well(compounds=1)
    contents, volume, number = run(model, [[100 * NM]])
    fewer = model.step(contents, cells=number / 10, volume=volume, dt=1.0)
    assert fewer.complexed[0, 0] <= FKBP12 * 2.5e-15 * number[0, 0] / 10 * (1 + 1e-9)
    assert sum(fewer)[0, 0] == pytest.approx(sum(contents)[0, 0], rel=1e-12)
