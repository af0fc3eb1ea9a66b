"""Every statistic: right where the truth is known, and the same as a named reference."""

import numpy as np
import pytest
from scipy import stats

from neointima import menu
from neointima.analysis import Estimate, Summary, agree, summarise
from neointima.analysis.arm_mean import ArmMean
from neointima.analysis.ratio_of_means import RatioOfMeans
from neointima.analysis.superiority import Superiority
from neointima.mistake import Mistake

AGAINST_MARGIN = {"margin": 5.0, "higher_is": "worse"}


def made(name):
    """A test of the menu, with a margin where it cannot be without."""
    return menu.choose("analysis", name)(**(AGAINST_MARGIN if name.startswith("non_inferior") else {}))


MENU = [made(name) for name in menu.choices("analysis")]
PAIRS = [test for test in MENU if test.arms == 2 and test.needs_spread and not hasattr(test, "margin")]
COMPARE = pytest.mark.parametrize("test", PAIRS, ids=lambda test: type(test).__name__)
DATA = [
    (np.random.default_rng(seed).normal(2.0, 0.4, first), np.random.default_rng(seed + 50).normal(2.5, 1.1, second))
    for seed, (first, second) in enumerate([(10, 10), (4, 30), (2, 2), (200, 7)])
]


@pytest.mark.parametrize("test", MENU, ids=lambda test: type(test).__name__)
def test_a_test_says_at_what_p_it_claims(test):
    assert (test.alpha == 0) == (test.arms == 1)
    assert test.alpha in {0.0, 0.025, 0.05}


@pytest.mark.parametrize("test", MENU, ids=lambda test: type(test).__name__)
def test_a_test_of_events_takes_rates_and_the_others_any_mean(test):
    """A mean of 120 % of patients is no rate, but may be a mean."""
    arms = [Summary(120.0, 4.0, 100), Summary(115.0, 6.0, 120)][: test.arms]
    if test.of_events:
        with pytest.raises(Mistake, match="is not a rate"):
            test.estimate(*arms)
    else:
        assert np.isfinite(test.estimate(*arms).value)


@pytest.mark.parametrize("test", MENU, ids=lambda test: type(test).__name__)
def test_an_estimate_lies_inside_its_interval(test):
    estimate = test.estimate(*[Summary(20.0, 4.0, 100), Summary(15.0, 6.0, 120)][: test.arms])
    assert estimate.lower < estimate.value < estimate.upper
    assert estimate.error > 0


@pytest.mark.parametrize(("first", "second"), DATA)
def test_superiority_agrees_with_scipy(first, second):
    """Welch's t of scipy.stats: same formulas, so 1e-10 is rounding."""
    ours = Superiority().estimate(summarise(first), summarise(second))
    theirs = stats.ttest_ind(first, second, equal_var=False)
    interval = theirs.confidence_interval(0.95)
    assert ours.value / ours.error == pytest.approx(theirs.statistic, rel=1e-10)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-10)
    assert (ours.lower, ours.upper) == pytest.approx((interval.low, interval.high), rel=1e-10)


@pytest.mark.parametrize(
    ("n", "printed", "endpoint"),
    [
        (10, 0.013, ((1.69, 0.55), (2.78, 1.07))),
        (12, 0.006, ((1.69, 0.55), (2.78, 1.07))),
        (10, 0.016, ((22.4, 8.6), (35.7, 13.0))),
        (12, 0.008, ((22.4, 8.6), (35.7, 13.0))),
        (10, 0.015, ((0.25, 0.07), (0.38, 0.13))),
        (12, 0.007, ((0.25, 0.07), (0.38, 0.13))),
    ],
)
def test_garcia_touchard_2006_has_the_recomputed_p(n, printed, endpoint):
    """As printed, to three decimals."""
    p_value = Superiority().estimate(*(Summary(mean, sd, n) for mean, sd in endpoint)).p_value
    assert round(p_value, 3) == printed


@COMPARE
def test_null_data_give_uniform_p(test):
    """2000 pairs of 200 from one distribution; a test at 1e-3 with a fixed seed."""
    luck = np.random.default_rng(11)
    p_values = [test.estimate(*(summarise(luck.normal(5, 1, 200)) for _ in range(2))).p_value for _ in range(2000)]
    assert stats.kstest(p_values, "uniform").pvalue > 1e-3


def test_null_data_of_small_and_unequal_arms_give_uniform_p_for_superiority():
    """Welch's t is nearly exact at 8 and 12 animals with spreads of 1 and 2."""
    luck = np.random.default_rng(12)
    pairs = ((summarise(luck.normal(5, 1, 8)), summarise(luck.normal(5, 2, 12))) for _ in range(2000))
    assert stats.kstest([Superiority().estimate(*pair).p_value for pair in pairs], "uniform").pvalue > 1e-3


@COMPARE
def test_a_real_difference_gives_small_p(test):
    assert test.estimate(Summary(1.0, 0.2, 50), Summary(2.0, 0.2, 50)).p_value < 1e-10


@pytest.mark.parametrize(("first", "second"), DATA)
def test_superiority_with_arms_swapped_is_mirrored(first, second):
    one = Superiority().estimate(summarise(first), summarise(second))
    other = Superiority().estimate(summarise(second), summarise(first))
    assert (other.value, other.lower, other.upper) == (-one.value, -one.upper, -one.lower)
    assert (other.p_value, other.error) == (one.p_value, one.error)


@pytest.mark.parametrize(("first", "second"), DATA)
def test_ratio_with_arms_swapped_is_the_reciprocal(first, second):
    """Logarithm and back: 1e-13."""
    one = RatioOfMeans().estimate(summarise(first), summarise(second))
    other = RatioOfMeans().estimate(summarise(second), summarise(first))
    assert other.value == pytest.approx(1 / one.value, rel=1e-13)
    assert (other.lower, other.upper) == pytest.approx((1 / one.upper, 1 / one.lower), rel=1e-13)
    assert other.p_value == pytest.approx(one.p_value, rel=1e-10)


def test_the_ratio_interval_covers_the_truth_95_times_in_100():
    """4000 pairs of 200: the standard error of a coverage is 0.34 %, so 93.5 to 96.5 is four of them either way."""
    luck, inside = np.random.default_rng(13), 0
    for _ in range(4000):
        arms = summarise(luck.gamma(4, 0.5, 200)), summarise(luck.normal(4.0, 1.2, 200))
        estimate = RatioOfMeans().estimate(*arms)
        inside += estimate.lower <= 0.5 <= estimate.upper
    assert 0.935 <= inside / 4000 <= 0.965


def test_the_superiority_interval_covers_the_truth_95_times_in_100_in_small_arms():
    luck, inside = np.random.default_rng(14), 0
    for _ in range(4000):
        estimate = Superiority().estimate(summarise(luck.normal(3, 1, 6)), summarise(luck.normal(5, 2, 9)))
        inside += estimate.lower <= -2 <= estimate.upper
    assert 0.935 <= inside / 4000 <= 0.965


@pytest.mark.parametrize("n", [2, 10, 500])
def test_the_mean_of_an_arm_has_the_t_interval_of_scipy(n):
    """1e-12: same formula. No P, for there is nothing to test."""
    data = np.random.default_rng(n).normal(3, 1, n)
    estimate = ArmMean().estimate(summarise(data))
    interval = stats.t.interval(0.95, n - 1, loc=data.mean(), scale=stats.sem(data))
    assert (estimate.lower, estimate.upper) == pytest.approx(interval, rel=1e-12)
    assert estimate.value == data.mean()
    assert np.isnan(estimate.p_value)


def test_one_animal_has_a_mean_and_no_interval():
    estimate = ArmMean().estimate(summarise(np.array([2.0])))
    assert estimate.value == 2.0
    assert np.isnan([estimate.lower, estimate.upper, estimate.p_value]).all()


@COMPARE
def test_arms_without_variance_give_no_p_and_no_interval(test):
    """Equal animals cannot be tested: nothing is claimed rather than P = 0."""
    estimate = test.estimate(Summary(1.0, 0.0, 5), Summary(2.0, 0.0, 5))
    assert np.isnan(estimate.p_value)
    assert not estimate.lower < estimate.upper


@COMPARE
def test_what_a_paper_does_not_say_gives_a_value_and_no_p(test):
    estimate = test.estimate(Summary(1.0, np.nan, 5), Summary(2.0, 0.1, np.nan))
    assert np.isfinite(estimate.value)
    assert np.isnan(estimate.p_value)


def test_a_ratio_needs_means_above_zero():
    for first, second in ((0.0, 1.0), (1.0, 0.0), (-1.0, 1.0)):
        assert np.isnan(RatioOfMeans().estimate(Summary(first, 1, 9), Summary(second, 1, 9)).p_value)


def at(position, error):
    return Estimate(position, position - 1.96 * error, position + 1.96 * error, np.nan, position, error)


def test_estimates_agree_within_their_joint_error_and_not_beyond():
    """Errors 3 and 4 make 5: the limit is 9.8."""
    assert agree(at(0, 3), at(9.79, 4))
    assert agree(at(9.79, 4), at(0, 3))
    assert not agree(at(0, 3), at(9.81, 4))


def test_a_value_without_error_agrees_inside_the_others_interval_alone():
    assert agree(at(0, 1), at(1.95, np.nan))
    assert not agree(at(0, 1), at(1.97, np.nan))


def test_an_estimate_without_error_agrees_with_nothing_it_cannot_judge():
    assert not agree(at(0, np.nan), at(0, 1))
