"""Rates and margins in a study: the same numbers as the methods give elsewhere, and as scipy."""

import numpy as np
import pytest
from scipy import stats

from neointima.analysis import Summary, summarise
from neointima.analysis.arm_rate import ArmRate
from neointima.analysis.non_inferior_mean import NonInferiorMean
from neointima.analysis.non_inferior_rate import NonInferiorRate
from neointima.analysis.rate_difference import RateDifference
from neointima.mistake import Mistake

RESOLUTE = (Summary(8.2, np.nan, 1140), Summary(8.3, np.nan, 1152))
ENDEAVOR_3 = (Summary(0.34, 0.44, 282), Summary(0.13, 0.32, 94))


def test_resolute_all_comers_is_not_inferior_as_the_audit_has_it():
    """P 0.0009 one-sided, to its last digit (target table 2)."""
    found = NonInferiorRate(margin=3.5, higher_is="worse").estimate(*RESOLUTE)
    assert found.p_value == pytest.approx(0.0009, abs=0.0001)
    assert found.upper < 3.5


def test_endeavor_3_is_not_shown_to_be_no_worse():
    """P 0.59 to 0.60 one-sided (target table 2)."""
    found = NonInferiorMean(margin=0.2, higher_is="worse").estimate(*ENDEAVOR_3)
    assert 0.585 < found.p_value < 0.605
    assert found.upper > 0.2


def test_the_direction_turns_the_margin():
    """A lumen larger by 0.3 mm is no worse where higher is better, and worse where higher is worse."""
    arms = (Summary(2.3, 0.4, 50), Summary(2.0, 0.4, 50))
    assert NonInferiorMean(margin=0.1, higher_is="better").estimate(*arms).p_value < 0.001
    assert NonInferiorMean(margin=0.1, higher_is="worse").estimate(*arms).p_value > 0.99


def test_a_difference_of_rates_is_the_chi_square_of_scipy():
    """1e-12: the same statistic."""
    found = RateDifference().estimate(Summary(10.0, np.nan, 200), Summary(20.0, np.nan, 150))
    theirs = stats.chi2_contingency([[20, 180], [30, 120]], correction=False)
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-12)
    assert found.value == pytest.approx(-10.0)


def test_the_mean_of_zeros_and_hundreds_is_a_rate():
    events = np.array([100.0] * 7 + [0.0] * 93)
    found = ArmRate().estimate(summarise(events))
    interval = stats.binomtest(7, 100).proportion_ci(method="wilson")
    assert (found.lower, found.upper) == pytest.approx((100 * interval.low, 100 * interval.high), rel=1e-10)


def test_arms_without_events_have_an_interval_and_claim_nothing():
    none = Summary(0.0, 0.0, 80)
    found = RateDifference().estimate(none, none)
    assert found.p_value == 1
    assert found.lower < 0 < found.upper


def test_null_rates_reject_as_often_as_they_promise():
    """2000 pairs of 300 at 10 %: 5 % ± 4 standard errors of 0.5 points."""
    luck = np.random.default_rng(21)
    counts = luck.binomial(300, 0.1, (2000, 2)) / 3.0
    small = [RateDifference().estimate(*(Summary(one, np.nan, 300) for one in pair)).p_value < 0.05 for pair in counts]
    assert 0.03 < np.mean(small) < 0.07


@pytest.mark.parametrize("arm", [Summary(-1.0, 0.0, 10), Summary(101.0, 0.0, 10), Summary(5.0, 0.0, np.nan)])
def test_what_is_no_rate_is_refused(arm):
    with pytest.raises(Mistake, match="not a rate"):
        ArmRate().estimate(arm)
