"""Every file on the wall menu keeps the room's promises."""

import numpy as np
import pytest

from neointima import menu
from neointima.geometry.radial_mesh import LAYERS, Radii, areas, faces
from neointima.library.shelf import units_of
from neointima.submodels.wall import Mesh, Tissue

CASES = 4
MODELS = menu.choices("submodels/wall")
BY_NAME = {
    "specific_density": 3.3e-3,
    "specific_on_rate": 800.0,
    "specific_off_rate": 1.6e-4,
    "complex_turnover": 1e-6,
    "nonspecific_density": 0.36,
    "nonspecific_on_rate": 2.0,
    "nonspecific_off_rate": 5e-3,
    "degradation_rate": 1e-6,
    "solubility": 3e-3,
    "uptake": 0.1,
}
BY_UNIT = {"m**2/s": 7e-12, "m/s": 1e-7, "mol/m**3": 1e-3, "m**3/(mol*s)": 1.0, "1/s": 1e-5, "": 0.5}
# Minutes to three years in one step.
STEPS = (900.0, 3600.0, 28_800.0, 86_400.0, 1e6, 1e8)


def build(name, **own):
    model = menu.choose("submodels/wall", name)
    units = units_of(model)
    return model(
        **{
            field: np.full((CASES, 1), own.get(field, BY_NAME.get(field, BY_UNIT[unit.symbol])))
            for field, unit in units.items()
        }
    )


def drawn(neointima=1e-4):
    inner = np.full((CASES, 1), 1.5e-3)
    edges = faces(Radii(inner - neointima, inner, inner + 2e-4, inner + 3.5e-4))
    return Mesh(edges, areas(edges), LAYERS)


def fed(wall, mesh, released):
    return wall.feed(
        mesh, np.full((CASES, 1), released), facing=np.full((CASES, 1), 0.4), covered=np.full((CASES, 1), 0.7)
    )


def total(passage):
    return sum(passage)


@pytest.fixture(params=MODELS)
def wall(request):
    return build(request.param)


def test_nothing_is_lost_over_random_steps(wall):
    """Limit 1e-10 of what was fed: ten times the relative Newton tolerance of 1e-11."""
    luck, mesh = np.random.default_rng(5), drawn()
    tissue, given, left = wall.start(mesh), 0.0, 0.0
    for dt in luck.choice(STEPS, 40):
        source = fed(wall, mesh, luck.choice([0.0, 1e-12, 1e-9, 1e-7]))
        tissue, passage = wall.step(tissue, mesh, source=source, dt=float(dt))
        given = given + source.sum(axis=1, keepdims=True)
        left = left + total(passage)
        assert np.all(np.abs(wall.held(tissue, mesh) + left - given) <= 1e-10 * given)


def test_a_wall_that_is_given_nothing_stays_empty(wall):
    mesh = drawn()
    tissue = wall.start(mesh)
    for dt in STEPS:
        tissue, passage = wall.step(tissue, mesh, source=np.zeros_like(mesh.areas), dt=dt)
    assert all(np.all(pool == 0) for pool in (*tissue, *passage))
    assert np.all(wall.held(tissue, mesh) == 0)


def test_drug_that_has_faded_to_next_to_nothing_stalls_no_solve():
    """Paclitaxel after four years: numbers near the least there are once kept Newton from settling."""
    wall, mesh = build("two_site_binding", specific_density=0.0), drawn(1e-6)
    for exponent in np.arange(-312, -296, 0.25):
        free = 10.0**exponent * np.sin(np.linspace(0.05, 3.1, mesh.areas.shape[1])) * np.ones_like(mesh.areas)
        faded = Tissue(free, 0 * free, 40 * free, 0 * free)
        tissue, _ = wall.step(faded, mesh, source=0 * free, dt=432_000.0)
        assert np.all(wall.held(tissue, mesh) < 1e-290)


@pytest.mark.parametrize("first", STEPS)
def test_no_pool_is_ever_negative(wall, first):
    mesh = drawn()
    tissue, passage = wall.step(wall.start(mesh), mesh, source=fed(wall, mesh, 1e-8), dt=first)
    for dt in (*STEPS, *STEPS[::-1]):
        assert all(np.all(pool >= 0) for pool in (*tissue, *passage))
        tissue, passage = wall.step(tissue, mesh, source=np.zeros_like(mesh.areas), dt=dt)


def test_growth_of_the_wall_keeps_the_amount(wall):
    """One multiplication and one sum: 1e-13."""
    before, after = drawn(), drawn(neointima=4e-4)
    tissue, _ = wall.step(wall.start(before), before, source=fed(wall, before, 1e-8), dt=3600.0)
    grown = wall.reshape(tissue, before, after)
    np.testing.assert_allclose(wall.held(grown, after), wall.held(tissue, before), rtol=1e-13)


def test_occupancy_is_a_share(wall):
    """At most 1 beyond rounding, and never below zero, however much drug there is."""
    mesh = drawn()
    tissue = wall.start(mesh)
    for _ in range(5):
        tissue, _ = wall.step(tissue, mesh, source=fed(wall, mesh, 1e-6), dt=3600.0)
        assert np.all((wall.occupancy(tissue) >= 0) & (wall.occupancy(tissue) <= 1 + 1e-12))


@pytest.mark.parametrize(
    "name", [name for name in MODELS if "solubility" in units_of(menu.choose("submodels/wall", name))]
)
def test_free_drug_never_passes_the_solubility(name):
    wall, mesh = build(name, solubility=1e-4, uptake=1.0), drawn()
    tissue, _ = wall.step(wall.start(mesh), mesh, source=fed(wall, mesh, 1e-6), dt=3600.0)
    assert tissue.undissolved.max() > 0
    for dt in STEPS:
        assert np.all(tissue.free <= wall.solubility)
        tissue, _ = wall.step(tissue, mesh, source=np.zeros_like(mesh.areas), dt=dt)


@pytest.mark.parametrize("name", [name for name in MODELS if "uptake" in units_of(menu.choose("submodels/wall", name))])
@pytest.mark.parametrize(("facing", "covered"), [(1.0, 0.0), (0.25, 0.0), (0.25, 0.6), (0.0, 1.0)])
def test_the_wall_takes_up_what_faces_it_and_what_is_covered(name, facing, covered):
    """Two products and a sum: 1e-14."""
    wall, mesh = build(name, uptake=0.05), drawn()
    columns = {key: np.full((CASES, 1), value) for key, value in (("facing", facing), ("covered", covered))}
    source = wall.feed(mesh, np.full((CASES, 1), 2e-9), **columns)
    expected = 2e-9 * 0.05 * (facing + (1 - facing) * covered)
    np.testing.assert_allclose(source.sum(axis=1), expected, rtol=1e-14)
    assert np.all(source >= 0)


def test_no_transport_takes_up_nothing():
    wall, mesh = build("no_transport"), drawn()
    assert fed(wall, mesh, 1e-6).max() == 0


def test_drug_held_without_sites_or_sinks_stays_whole():
    """No sites, closed ends (1e-30 m/s), no breakdown: all drug is free and all of it is kept."""
    nothing = dict.fromkeys(("specific_density", "nonspecific_density", "degradation_rate", "complex_turnover"), 0.0)
    closed = dict.fromkeys(("lumen_transfer", "adventitial_transfer"), 1e-30)
    wall, mesh = build("two_site_binding", **nothing, **closed, filtration_velocity=0.0, solubility=1e3), drawn()
    source = fed(wall, mesh, 1e-9)
    tissue, _ = wall.step(wall.start(mesh), mesh, source=source, dt=1e6)
    np.testing.assert_allclose((tissue.free * mesh.areas).sum(axis=1), source.sum(axis=1), rtol=1e-10)
    assert tissue.specific.max() == tissue.nonspecific.max() == 0
