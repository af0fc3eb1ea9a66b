"""Intervals of one rate: the published table, and the binomial tails."""

import pytest
from scipy import stats

from neointima.analysis.two_proportions.one_arm import clopper_pearson, corrected_wilson_limits, wilson
from neointima.analysis.two_proportions.table import Arm

# Newcombe, Stat Med 1998;17:857, Table I: methods 3 (score), 4 (with continuity) and 5 (Clopper-Pearson).
NEWCOMBE_1998 = {
    (81, 263): ((0.2553, 0.3662), (0.2535, 0.3682), (0.2527, 0.3676)),
    (15, 148): ((0.0624, 0.1605), (0.0598, 0.1644), (0.0578, 0.1617)),
    (0, 20): ((0.0, 0.1611), (0.0, 0.2005), (0.0, 0.1684)),
    (1, 29): ((0.0061, 0.1718), (0.0018, 0.1963), (0.0009, 0.1776)),
}


@pytest.mark.parametrize("counts", NEWCOMBE_1998)
def test_limits_of_newcombe_1998(counts):
    arm, (score, corrected, exact) = Arm(*counts), NEWCOMBE_1998[counts]
    assert wilson(arm)[2:4] == pytest.approx(score, abs=5.1e-5)
    assert corrected_wilson_limits(arm, 1.959964) == pytest.approx(corrected, abs=5.1e-5)
    assert clopper_pearson(arm)[2:4] == pytest.approx(exact, abs=5.1e-5)


def test_exact_limits_leave_the_tails_they_promise():
    found = clopper_pearson(Arm(7, 40), level=0.9)
    assert stats.binom.sf(6, 40, found.lower) == pytest.approx(0.05, rel=1e-9)
    assert stats.binom.cdf(7, 40, found.upper) == pytest.approx(0.05, rel=1e-9)


def test_stent_thrombosis_of_resolute_us():
    """0.1 % of 1402 patients is one or two events: an interval of about 0.02 to 0.5 %."""
    assert clopper_pearson(Arm(2, 1402))[2:4] == pytest.approx((0.0002, 0.005), abs=2e-4)


def test_events_and_non_events_mirror():
    for method in (wilson, clopper_pearson):
        one, other = method(Arm(3, 17)), method(Arm(14, 17))
        assert (other.lower, other.upper) == pytest.approx((1 - one.upper, 1 - one.lower), abs=1e-12)
