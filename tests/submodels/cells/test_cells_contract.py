"""Cells are counted exactly, and do what they are told."""

from dataclasses import fields, replace

import numpy as np
import pytest

from neointima.submodels.cells.endothelium import Endothelium
from neointima.submodels.cells.smooth_muscle import Drives

HOUR, DAY = 3600.0, 86400.0
CASES = 5
COLUMN = np.ones((CASES, 1))
AREA = np.linspace(1.0e-6, 2.5e-6, CASES)[:, None]


def total(cells):
    return cells.media() + cells.neointima()


def told(growth, passage, mitosis, migration):
    return Drives(growth * COLUMN, passage * np.ones((CASES, 2)), mitosis * np.ones((CASES, 2)), migration * COLUMN)


def random_drives(luck):
    return Drives(luck.random((CASES, 1)), luck.random((CASES, 2)), luck.random((CASES, 2)), luck.random((CASES, 1)))


def run(muscle, drives, *, days=14, dt=8 * HOUR):
    cells = muscle.start(AREA)
    for _ in range(round(days * DAY / dt)):
        cells = muscle.step(cells, drives, dt)
    return cells


def test_the_artery_starts_with_quiescent_media_cells_alone(muscle):
    """Density times area, to the 2⁻²⁰ cell that everything is counted in."""
    cells = muscle.start(AREA)
    np.testing.assert_allclose(cells.media(), 1.6e14 * AREA, atol=2.0**-20, rtol=0)
    assert np.all(cells.phases[:, 1:] == 0)
    assert np.all(muscle.cycling(cells) == 0)


@pytest.mark.parametrize("seed", range(4))
def test_cells_now_less_cells_then_are_born_less_died_exactly(muscle, seed):
    """Equal, not close: every count is a whole multiple of 2⁻²⁰ cell, exact below 2³³ cells per metre.

    A lumen of 7 mm² packed with cells alone holds 2.8e9, a third of that.
    """
    luck = np.random.default_rng(seed)
    start = cells = muscle.start(AREA)
    for _ in range(60):
        cells = muscle.step(cells, random_drives(luck), float(luck.choice([900.0, HOUR, 8 * HOUR, DAY])))
        assert np.all(total(cells) - total(start) == cells.born - cells.died)
    assert 1e6 < cells.born.min() <= cells.born.max() < 2**33
    assert cells.died.min() > 1e6


@pytest.mark.parametrize("seed", range(4))
def test_no_phase_goes_negative(muscle, seed):
    """Beyond a thousandth of one cell among some 1e8."""
    luck = np.random.default_rng(seed)
    cells = muscle.start(AREA)
    for _ in range(100):
        cells = muscle.step(cells, random_drives(luck), float(luck.choice([900.0, HOUR, 8 * HOUR, DAY])))
        assert cells.phases.min() > -1e-3


def test_migration_only_moves_cells(muscle):
    still = replace(muscle, death_rate=0 * COLUMN, mitotic_death=0 * COLUMN, division_rate=0 * COLUMN)
    cells = run(still, told(0.5, 0.5, 0.0, 1.0))
    start = still.start(AREA)
    assert np.all(total(cells) == total(start))
    assert np.all(cells.neointima() == cells.migrated)
    assert np.all(start.media() - cells.media() == cells.migrated)
    assert cells.migrated.min() > 0


def test_without_migration_the_neointima_stays_empty(muscle):
    assert np.all(run(muscle, told(1.0, 1.0, 0.0, 0.0)).neointima() == 0)


def test_no_growth_drive_means_no_births(muscle):
    assert np.all(run(muscle, told(0.0, 1.0, 0.0, 0.0)).born == 0)


def test_full_arrest_in_g1_means_no_births(muscle):
    assert np.all(run(muscle, told(1.0, 0.0, 0.0, 1.0)).born == 0)


def test_a_full_mitotic_block_means_no_births_and_more_deaths(muscle):
    blocked, free = run(muscle, told(1.0, 1.0, 1.0, 1.0)), run(muscle, told(1.0, 1.0, 0.0, 1.0))
    arrested = run(muscle, told(1.0, 0.0, 0.0, 1.0))
    assert np.all(blocked.born == 0)
    assert np.all(free.born > 0)
    assert np.all(blocked.died > arrested.died)


def test_resting_cells_die_at_the_death_rate(muscle):
    """exp(−0.005 · 14); SDIRK2 with 8 h steps is right to (k dt)² ~ 1e-6, far below 1e-6 of the loss here."""
    cells = run(muscle, told(0.0, 1.0, 0.0, 0.0))
    np.testing.assert_allclose(cells.media() / muscle.start(AREA).media(), np.exp(-0.005 * 14), rtol=1e-6)


def test_smooth_muscle_is_second_order_in_time(muscle):
    drives = told(0.8, 0.7, 0.1, 0.6)
    exact = total(run(muscle, drives, days=4, dt=HOUR / 8))
    coarse, fine = (np.abs(total(run(muscle, drives, days=4, dt=dt)) - exact) for dt in (8 * HOUR, 4 * HOUR))
    assert np.all(np.log2(coarse / fine) > 1.8)


def test_every_parameter_may_differ_from_case_to_case(muscle):
    """A column of equal values gives the bytes of the plain number."""
    columns = replace(muscle, **{field.name: getattr(muscle, field.name) * COLUMN for field in fields(muscle)})
    drives = told(0.8, 0.7, 0.1, 0.6)
    for plain, varied in zip(run(muscle, drives, days=2), run(columns, drives, days=2), strict=True):
        np.testing.assert_array_equal(varied, plain)


def test_the_volume_of_cells_is_number_times_size(muscle):
    assert np.all(muscle.volume(1e8 * COLUMN) == 1e8 * 2.5e-15)


def test_cycling_counts_division_in_both_layers(muscle):
    cells = muscle.start(AREA)._replace(phases=np.array([[50.0, 20.0, 10.0, 5.0, 5.0, 10.0]]))
    assert muscle.cycling(cells) == 0.2


@pytest.fixture
def endothelium():
    return Endothelium(denuded_share=0.9 * COLUMN, regrowth_rate=0.48 / DAY * COLUMN, drug_slowing=0.4 * COLUMN)


def test_endothelium_starts_with_what_the_balloon_left(endothelium):
    np.testing.assert_allclose(endothelium.start(), 0.1, rtol=1e-15)


def test_endothelium_only_grows_and_never_past_the_whole(endothelium):
    covered, block = endothelium.start(), np.linspace(0, 1, CASES)[:, None]
    for _ in range(200):
        before, covered = covered, endothelium.step(covered, block, DAY)
        assert np.all((covered >= before) & (covered <= 1))
    # Slowest: 0.48 × 0.6 a day for 200 days leaves exp(−58).
    np.testing.assert_allclose(covered, 1, rtol=1e-15)


def test_a_block_slows_the_endothelium(endothelium):
    covered = endothelium.step(endothelium.start(), np.linspace(0, 1, CASES)[:, None], 3 * DAY)
    assert np.all(np.diff(covered[:, 0]) < 0)


def test_endothelium_composes(endothelium):
    """Exact over a step: 1e-14."""
    block = 0.5 * COLUMN
    half = endothelium.step(endothelium.start(), block, DAY)
    np.testing.assert_allclose(
        endothelium.step(half, block, DAY), endothelium.step(endothelium.start(), block, 2 * DAY), rtol=1e-14
    )
