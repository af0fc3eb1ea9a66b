"""Shifts of ordinal scores: R's wilcox.test, every deal counted, mirrored groups, coverage of shares of pairs."""

from itertools import combinations, product

import numpy as np
import pytest
from scipy import stats

from neointima.analysis.means.exact_ranks import rank_sum_p, signed_rank_p
from neointima.analysis.means.exceeding_share import exceeding_share
from neointima.analysis.means.holm import holm
from neointima.analysis.means.shift import shift_between, shift_within
from neointima.mistake import Mistake

FIRST = np.array([1.1, 2.2, 3.3, 4.4, 0.3, 5.1])
SECOND = np.array([0.5, 0.6, 2.5, 7, -1, -2.2, 0.1])
GRADES, OTHERS = np.array([1, 1, 2, 2, 3, 1.0]), np.array([0, 1, 1, 2, 0, 0, 1.0])


def test_shift_limits_and_p_as_r_finds_them():
    """R 4.2.2: wilcox.test(x, y, conf.int = TRUE, exact = TRUE), and of x − 1.35 alone."""
    found = shift_between(FIRST, SECOND)
    assert found.finding.p_value == pytest.approx(0.1807, abs=5e-5)
    assert found.interval[1:4] == pytest.approx((2.1, -1.9, 4.6))
    found = shift_within(FIRST - 1.35)
    assert found.finding.p_value == pytest.approx(0.2188, abs=5e-5)
    assert found.interval[1:4] == pytest.approx((1.4, -1.05, 3.75))


def test_p_with_ties_is_that_of_every_deal():
    both = np.concatenate([GRADES, OTHERS])
    ranks = stats.rankdata(both)
    sums = np.array([ranks[list(taken)].sum() for taken in combinations(range(both.size), GRADES.size)])
    own = ranks[: GRADES.size].sum()
    counted = 2 * min(np.mean(sums <= own + 1e-9), np.mean(sums >= own - 1e-9))
    assert rank_sum_p(GRADES, OTHERS) == pytest.approx(counted, rel=1e-12)
    gaps = np.array([1, 0, 0.5, 1.5, 1, -0.5, 1, 2])
    moved = gaps[gaps != 0]
    ranks = stats.rankdata(np.abs(moved))
    sums = np.array([np.dot(signs, ranks) for signs in product((0, 1), repeat=moved.size)])
    own = ranks[moved > 0].sum()
    assert signed_rank_p(gaps) == pytest.approx(2 * min(np.mean(sums <= own), np.mean(sums >= own)), rel=1e-12)


def test_swapped_groups_mirror_and_a_shift_moves_the_interval_with_it():
    one, other = shift_between(GRADES, OTHERS), shift_between(OTHERS, GRADES)
    assert other.interval == one.interval.mirrored() and other.finding.p_value == one.finding.p_value
    moved = shift_between(FIRST + 10, SECOND)
    assert moved.interval[1:4] == pytest.approx([10 + end for end in shift_between(FIRST, SECOND).interval[1:4]])
    share, mirrored = exceeding_share(GRADES, OTHERS), exceeding_share(OTHERS, GRADES)
    assert (share.lower, share.upper) == pytest.approx((1 - mirrored.upper, 1 - mirrored.lower))


def test_three_animals_against_three_have_no_95_percent_limits():
    """The rarest deal of six has a chance of 1 in 20 on each side: P is 0.1 at best."""
    found = shift_between(np.array([1.0, 2, 3]), np.array([4.0, 5, 6]))
    assert found.finding.p_value == pytest.approx(0.1)
    assert np.isinf(found.interval.lower) and np.isinf(found.interval.upper)
    assert np.isfinite(shift_between(np.arange(4.0), np.arange(4.0) + 9).interval[2:4]).all()


def test_grades_that_are_all_one_do_not_differ():
    found = shift_between(np.ones(5), np.ones(6))
    assert found.interval[1:4] == (0, 0, 0) and found.finding.p_value == 1
    assert shift_within(np.zeros(6)).finding.p_value == 1
    assert exceeding_share(np.ones(5), np.ones(6)).value == 0.5


def test_groups_that_do_not_overlap_have_a_limit_short_of_the_end():
    found = exceeding_share(FIRST + 50, SECOND)
    assert found.value == found.upper == 1 and 0.5 < found.lower < 1


@pytest.mark.parametrize("shift", [0.0, 1.0])
def test_the_share_of_pairs_covers_95_with_grades_of_six_animals(shift):
    """1500 draws of grades 0 to 3 in six animals each: four errors are 2.3 points. Newcombe's interval is cautious."""
    luck = np.random.default_rng(11)

    def grades(extra):
        return np.clip(np.floor(luck.normal(1.5 + extra, 1, 6)), 0, 3)

    draws = np.clip(np.floor(luck.normal(1.5, 1, (2, 200_000)) + np.array([[shift], [0.0]])), 0, 3)
    truth = np.mean(draws[0] > draws[1]) + np.mean(draws[0] == draws[1]) / 2
    inside = np.mean([exceeding_share(grades(shift), grades(0.0)).holds(truth) for _ in range(1500)])
    assert inside >= 0.95 - 0.023


def test_the_shift_covers_at_least_95_of_grades_within_animals():
    """2000 draws of rounded gaps in eight animals: four errors are 2 points."""
    luck = np.random.default_rng(5)
    inside = np.mean([shift_within(np.round(luck.normal(0, 1.5, 8))).interval.holds(0) for _ in range(2000)])
    assert inside >= 0.93


def test_holms_steps():
    """R 4.2.2: p.adjust(c(0.01, 0.04, 0.03), "holm")."""
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.6, 0.9]) == pytest.approx([1, 1])


def test_no_values_are_refused():
    for work in (shift_between, exceeding_share):
        with pytest.raises(Mistake, match="both need values"):
            work(np.array([]), GRADES)
    with pytest.raises(Mistake, match="not counted one by one"):
        shift_between(np.arange(300.0), GRADES)
