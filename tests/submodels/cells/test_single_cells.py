"""Single cells are the population one by one: the same rates, luck that is a cell's own, nothing lost in the count."""

from dataclasses import replace

import numpy as np
import pytest

from neointima.submodels.cells.single_cells import SingleCells, Told, draw_all, is_cycling
from neointima.submodels.cells.smooth_muscle import Drives

HOUR, DAY = 3600.0, 86400.0
CELLS = 40_000


@pytest.fixture
def mortal(muscle):
    """Cells that die often enough to be counted."""
    return replace(muscle, death_rate=np.asarray(0.05 / DAY))


@pytest.fixture
def cells(mortal):
    return SingleCells(muscle=mortal, contractile_return=np.asarray(7 * DAY))


def keys(n, seed=1):
    return np.random.default_rng(seed).integers(0, 2**63, n).astype(np.uint64)


def told(n, growth=0.6, passage=0.8, mitosis=0.0, migration=0.5):
    return Told(*(np.full(n, value) for value in (growth, passage, mitosis, migration)))


def followed(cells, lives, hours, dt, **tell):
    born = died = left = 0
    for _ in range(round(hours * HOUR / dt)):
        lived = cells.step(lives, told(lives.key.size, **tell), dt)
        born += lived.source.size - lives.key.size
        died, left, lives = died + lived.died.sum(), left + lived.left.sum(), lived.lives
    return lives, born, int(died), int(left)


def test_their_numbers_are_those_of_the_population(cells, mortal):
    lives = cells.start(keys(CELLS), np.ones(CELLS, dtype=bool))
    lives, born, died, left = followed(cells, lives, hours=96, dt=HOUR, mitosis=0.2)
    # The population's equations for as many cells, in steps so fine that they have no error to speak of.
    many = mortal.start(np.array([[CELLS / float(mortal.media_density)]]))
    drives = Drives(np.full((1, 1), 0.6), np.full((1, 1), 0.8), np.full((1, 1), 0.2), np.full((1, 1), 0.5))
    for _ in range(96 * 12):
        many = mortal.step(many, drives, np.array([[HOUR / 12]]))
    ours = [(lives.alive & ~lives.neointimal).sum(), (lives.alive & lives.neointimal).sum(), born, died, left]
    theirs = [many.media()[0, 0], many.neointima()[0, 0], many.born[0, 0], many.died[0, 0], many.migrated[0, 0]]
    # Four standard errors of a count whose variance is at most three times Poisson's, for daughters come in families.
    for mine, known in zip(ours, theirs, strict=True):
        assert abs(int(mine) - known) < 4 * np.sqrt(3 * known)


def test_none_is_lost_in_the_count(cells):
    lives = cells.start(keys(500), np.ones(500, dtype=bool))
    after, born, died, _ = followed(cells, lives, hours=240, dt=HOUR, growth=1.0, passage=1.0)
    assert born > 200 and died > 50
    assert int(after.alive.sum()) == 500 + born - died


def test_events_do_not_depend_on_the_length_of_steps(cells):
    """Rates that are held give the same thresholds the same times, to round-off of the clocks.

    No cell leaves the media here: one that left answers growth factors fully from the next step only.
    """
    first = cells.start(keys(300), np.ones(300, dtype=bool))
    fine, coarse = (followed(cells, first, hours=96, dt=dt, growth=3.0, migration=0)[0] for dt in (HOUR, 24 * HOUR))
    assert fine.key.size > 400
    # Born in another order, so compared by key.
    by_key = [one.key.argsort() for one in (fine, coarse)]
    for name in ("key", "draws", "alive", "neointimal", "phase"):
        np.testing.assert_array_equal(getattr(fine, name)[by_key[0]], getattr(coarse, name)[by_key[1]])
    np.testing.assert_allclose(fine.clocks[by_key[0]], coarse.clocks[by_key[1]], atol=1e-9)


def test_a_cell_fares_the_same_whoever_its_neighbours_are(cells):
    all_keys = keys(200)
    some = all_keys[50:100]
    whole = followed(cells, cells.start(all_keys, np.ones(200, dtype=bool)), hours=48, dt=HOUR)[0]
    part = followed(cells, cells.start(some, np.ones(50, dtype=bool)), hours=48, dt=HOUR)[0]
    assert set(part.key) <= set(whole.key)


def test_what_no_one_is_told_no_one_does(cells):
    lives = cells.start(keys(1000), np.ones(1000, dtype=bool))
    after, born, _, left = followed(cells, lives, hours=72, dt=HOUR, growth=0.0, migration=0.0)
    assert born == 0 and left == 0 and not is_cycling(after).any()
    assert not after.synthetic.any()


def test_bodies_that_are_not_alive_do_nothing(cells):
    lives = cells.start(keys(100), np.zeros(100, dtype=bool))
    after, born, died, left = followed(cells, lives, hours=240, dt=HOUR, growth=1.0)
    assert (born, died, left) == (0, 0, 0)
    np.testing.assert_array_equal(after.clocks, lives.clocks)


def test_a_cell_is_contractile_again_after_its_rest(cells):
    lives = cells.start(keys(200), np.ones(200, dtype=bool))
    busy = followed(cells, lives, hours=72, dt=HOUR, growth=1.0)[0]
    assert (busy.synthetic & busy.alive).sum() > 20
    calm = followed(cells, busy, hours=24 * 14, dt=HOUR, growth=0.0, passage=0.0, migration=0.0)[0]
    resting = calm.alive & (calm.phase == 0) & (calm.rested > 7 * DAY)
    assert resting.sum() > 20 and not calm.synthetic[resting].any()


def test_draws_look_like_chance():
    """Means, variances and the correlation of two draws of 10⁵ keys in a row: within four standard errors."""
    n = 100_000
    first, second = np.empty(n), np.empty(n)
    draw_all(np.arange(n, dtype=np.uint64), 0, first)
    draw_all(np.arange(n, dtype=np.uint64), 1, second)
    for draw in (first, second):
        assert draw.min() > 0 and draw.max() < 1
        assert abs(draw.mean() - 0.5) < 4 * np.sqrt(1 / 12 / n)
        assert abs(draw.var() - 1 / 12) < 4 * np.sqrt(1 / 180 / n)
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(n)
    assert abs(np.corrcoef(first[1:], first[:-1])[0, 1]) < 4 / np.sqrt(n)
