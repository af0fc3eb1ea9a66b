"""From mTORC1 to G1: limits, order of the arms, and time."""

import numpy as np
import pytest

from neointima.submodels.signalling.mtorc1_to_g1 import Mtorc1ToG1

HOUR = 3600.0
ACTIVITIES = np.linspace(0, 1, 101)[None, :]
FULL = np.ones((1, 1))


@pytest.fixture
def signalling():
    return Mtorc1ToG1(
        substrate_reserve=np.array([[0.1]]),
        resistant_share=np.array([[0.4]]),
        s6k_weight=np.array([[0.5]]),
        cyclin_steepness=np.array([[2.5]]),
        p27_rise=np.array([[3.5]]),
        p27_turnover=np.array([[0.1 / HOUR]]),
        p27_grip=np.array([[0.3]]),
    )


def test_a_fully_stimulated_cell_is_the_unit_of_every_activity(signalling):
    """Rounding of products that are one: 1e-15."""
    for level in signalling.start(FULL):
        np.testing.assert_allclose(level, 1, rtol=1e-15)


def test_a_cell_in_balance_stays_there(signalling):
    """Nothing but rounding (1e-14) moves a cell whose drive does not change."""
    drive = np.array([[0.3]])
    for before, after in zip(
        signalling.start(drive), signalling.step(signalling.start(drive), drive, HOUR), strict=True
    ):
        np.testing.assert_allclose(after, before, rtol=1e-14)


def test_passage_falls_steadily_with_less_activity(signalling):
    passage = signalling.start(ACTIVITIES).passage
    assert np.all(np.diff(passage) > 0)
    assert np.all((passage >= 0) & (passage <= 1 + 1e-15))


def test_passage_falls_at_once_and_further_as_p27_gathers(signalling):
    start = signalling.start(FULL)
    early = signalling.step(start, 0.1 * FULL, 60.0)
    late = signalling.step(start, 0.1 * FULL, 48 * HOUR)
    assert late.passage < early.passage < start.passage


def test_s6k_falls_more_than_4ebp1_at_the_same_block(signalling):
    signal = signalling.start(ACTIVITIES[:, :-1])
    assert np.all(signal.s6k < signal.four_ebp1)


def test_4ebp1_keeps_its_resistant_share_at_full_block(signalling):
    """No activity leaves exactly the part that rapamycin cannot touch; S6K has no such part."""
    signal = signalling.step(signalling.start(FULL), 0 * FULL, HOUR)
    assert signal.four_ebp1 == signalling.resistant_share
    assert signal.s6k == 0


def test_p27_rises_towards_its_limit_and_never_past_it(signalling):
    signal, levels = signalling.start(FULL), []
    for _ in range(400):
        signal = signalling.step(signal, 0 * FULL, HOUR)
        levels.append(float(signal.p27[0, 0]))
    assert np.all(np.diff(levels) >= 0)
    # 400 h are forty turnover times, so exp(−40) of the way is left.
    assert levels[-1] == pytest.approx(3.5, rel=1e-12)
    assert max(levels) <= 3.5


def test_p27_is_half_way_after_its_half_life(signalling):
    """ln 2 / turnover; exact solution, so rounding only."""
    half = signalling.step(signalling.start(FULL), 0 * FULL, float(np.log(2) / signalling.p27_turnover[0, 0]))
    np.testing.assert_allclose(half.p27, (1 + 3.5) / 2, rtol=1e-14)


def test_two_half_steps_equal_one_at_constant_activity(signalling):
    """Solved exactly: 1e-12."""
    start, activity = signalling.start(FULL), 0.2 * FULL
    for dt in (60.0, 8 * HOUR, 24 * HOUR):
        once = signalling.step(start, activity, dt)
        twice = signalling.step(signalling.step(start, activity, dt / 2), activity, dt / 2)
        for one, two in zip(once, twice, strict=True):
            np.testing.assert_allclose(two, one, rtol=1e-12)
