import numpy as np
import pytest
from scipy import stats

from neointima.analysis.regression.line_within import line_within


def test_one_group_agrees_with_scipy():
    luck = np.random.default_rng(1)
    x = luck.integers(0, 4, 15).astype(float)
    y = 2.0 + 0.7 * x + luck.normal(0, 0.5, 15)
    line, peer = line_within(x, y, np.zeros(15, int)), stats.linregress(x, y)
    # Two ways to the same sums: round-off alone.
    assert line.slope == pytest.approx(peer.slope, rel=1e-12)
    assert line.slope_error == pytest.approx(peer.stderr, rel=1e-10)
    assert line.at(np.array([0.0]))[0] == pytest.approx(peer.intercept, rel=1e-10)


def test_groups_that_differ_in_level_do_not_bend_the_slope():
    x = np.array([0.0, 1.0, 2.0, 2.0, 3.0, 3.0])
    group = np.array([0, 0, 0, 7, 7, 7])
    y = 3.0 * x + np.where(group == 7, -100.0, 50.0)
    assert line_within(x, y, group).slope == pytest.approx(3.0, rel=1e-12)
    assert np.polyfit(x, y, 1)[0] < 0


def test_the_interval_holds_the_truth_in_95_of_100():
    luck, held, trials = np.random.default_rng(2), 0, 2000
    group = np.repeat(np.arange(3), 6)
    for _ in range(trials):
        x = luck.integers(0, 4, 18).astype(float)
        y = luck.normal(0, 5, 3)[group] + 1.5 * x + luck.normal(0, 1, 18)
        low, high = line_within(x, y, group).interval()
        held += low <= 1.5 <= high
    # Three standard errors of a share of 2000.
    assert held / trials == pytest.approx(0.95, abs=3 * (0.95 * 0.05 / trials) ** 0.5)


@pytest.mark.parametrize(
    ("x", "group"),
    [([1.0, 1.0, 1.0, 1.0], [0, 0, 0, 0]), ([0.0, 0.0, 1.0, 1.0], [0, 0, 1, 1]), ([0.0, 1.0], [0, 0]), ([], [])],
)
def test_there_is_no_line_where_nothing_tells_of_one(x, group):
    values = np.array(x, dtype=float)
    assert line_within(values, values + 1, np.array(group, dtype=int)) is None
