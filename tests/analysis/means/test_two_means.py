"""Two means from summaries and rows: the cases of the peers, published trials, mirrored arms, coverage."""

import numpy as np
import pytest
from scipy import integrate, stats
from tests.analysis.reference_cases import Case

from neointima.analysis import Summary, summarise
from neointima.analysis.means.ancova import ancova
from neointima.analysis.means.fieller import fieller
from neointima.analysis.means.pooled_t import pooled_t
from neointima.analysis.means.welch import welch
from neointima.analysis.statements.direction import Direction
from neointima.mistake import Mistake

WORSE, BETTER = Direction.HIGHER_IS_WORSE, Direction.HIGHER_IS_BETTER
ENDEAVOR_3 = Summary(0.34, 0.44, 323), Summary(0.13, 0.32, 113)
NAMES = ("E-ZES", "SES")


def test_summaries_as_r_tests_them():
    case = Case("ST14")
    for row in case.table("summaries.csv"):
        arms = [Summary(*(float(row[f"{what}{arm}"]) for what in ("mean", "sd", "n"))) for arm in (1, 2)]
        name, margin = row["id"], float(row["null_difference"])
        by_welch, pooled = welch(*arms), pooled_t(*arms)
        if row["alternative"] == "less":
            found = by_welch.non_inferiority(margin=margin, direction=WORSE)
            case.check(f"{name}_pooled_p", pooled.non_inferiority(margin=margin, direction=WORSE).p_value)
        else:
            found, span = by_welch.superiority(), by_welch.interval()
            case.check(f"{name}_pooled_p", pooled.superiority().p_value)
            case.check(f"{name}_welch_ci_lo", span.lower)
            case.check(f"{name}_welch_ci_hi", span.upper)
        case.check(f"{name}_welch_t", found.statistic)
        case.check(f"{name}_welch_df", found.df)
        case.check(f"{name}_welch_p", found.p_value)
    case.all_checked()


@pytest.mark.parametrize(("method", "equal"), [(welch, False), (pooled_t, True)])
def test_rows_as_scipy_tests_them(method, equal):
    luck = np.random.default_rng(3)
    first, second = luck.normal(1, 1, 9), luck.normal(2, 3, 14)
    found, theirs = method(summarise(first), summarise(second)), stats.ttest_ind(first, second, equal_var=equal)
    assert found.superiority().p_value == pytest.approx(theirs.pvalue, rel=1e-10)
    assert found.interval(level=0.9)[2:4] == pytest.approx(theirs.confidence_interval(0.9), rel=1e-10)


def test_endeavor_iii_misses_non_inferiority_and_the_other_stent_is_better():
    """Kandzari 2006, in-segment late loss, margin 0.20 mm: one-sided P near 0.6; two-sided near 1e-6."""
    found = welch(*ENDEAVOR_3, names=NAMES)
    assert found.non_inferiority(margin=0.2, direction=WORSE).p_value == pytest.approx(0.6, abs=0.015)
    assert found.superiority().p_value < 2e-6
    assert found.superiority().null == "H0: the mean of E-ZES equals that of SES"
    said = found.non_inferiority(margin=0.2, direction=WORSE, unit="mm").null
    assert said == "H0: the mean of E-ZES is at least 0.2 mm above that of SES (higher is worse)"


@pytest.mark.parametrize("method", [welch, pooled_t])
def test_swapped_arms_mirror_everything(method):
    one, other = method(*ENDEAVOR_3), method(*reversed(ENDEAVOR_3))
    assert other.interval()[1:4] == one.interval().mirrored()[1:4]
    assert other.superiority().p_value == one.superiority().p_value
    mirrored = other.non_inferiority(margin=0.2, direction=BETTER)
    assert mirrored.p_value == one.non_inferiority(margin=0.2, direction=WORSE).p_value


def test_the_direction_turns_the_verdict():
    """A late loss of 0.2 more passes as a gain and fails as a harm."""
    found = welch(*ENDEAVOR_3)
    assert found.non_inferiority(margin=0.2, direction=BETTER).p_value < 1e-6
    with pytest.raises(TypeError, match="direction"):
        found.non_inferiority(margin=0.2)


@pytest.mark.parametrize("margin", [0.0, -0.2, float("nan")])
def test_a_margin_is_positive(margin):
    with pytest.raises(Mistake, match="the direction"):
        welch(*ENDEAVOR_3).non_inferiority(margin=margin, direction=WORSE)


@pytest.mark.parametrize("method", [welch, pooled_t, fieller])
@pytest.mark.parametrize(
    ("first", "said"),
    [
        (Summary(1, 1, 1), "A: n = 1; at least two"),
        (Summary(1, -1, 5), "A: SD = -1"),
        (Summary(1, np.nan, 5), "A: SD = nan"),
        (Summary(np.nan, 1, 5), "A: the mean is missing"),
        (Summary(1, 1, np.nan), "A: n = nan"),
    ],
)
def test_arms_that_say_too_little_are_refused(method, first, said):
    with pytest.raises(Mistake, match=said):
        method(first, Summary(1, 1, 5))


@pytest.mark.parametrize("method", [welch, pooled_t, fieller])
def test_no_spread_is_a_sentence(method):
    with pytest.raises(Mistake, match="A and B: no spread at all"):
        method(Summary(1, 0, 5), Summary(2, 0, 5))
    assert method(Summary(1, 0, 5), Summary(2, 0.1, 5))


def test_welch_covers_95_in_small_unequal_arms_exactly_enough(claim):
    """6 of SD 1 against 9 of SD 2, by integrating over both variances: no luck involved.

    Given both sample variances the difference is normal, so coverage is a double integral over chi-squares.
    """
    sizes, sds = (6, 9), (1.0, 2.0)
    truth = np.sqrt(sum(sd**2 / n for sd, n in zip(sds, sizes, strict=True)))

    def inside(u, v):
        arms = [Summary(0.0, sd * np.sqrt(q / (n - 1)), n) for sd, q, n in zip(sds, (u, v), sizes, strict=True)]
        reach = welch(*arms).interval().upper
        return (1 - 2 * stats.norm.sf(reach / truth)) * stats.chi2.pdf(u, 5) * stats.chi2.pdf(v, 8)

    nodes = [
        integrate.fixed_quad(lambda u, v=v: np.array([inside(one, v) for one in u]), 1e-6, 30, n=24)[0] for v in VS
    ]
    covered = float(WEIGHTS @ nodes)
    claim("Welch's interval: coverage at n = 6, 9 with SD 1, 2", covered, "0.94 to 0.96", 0.94 <= covered <= 0.96)


VS, WEIGHTS = np.polynomial.legendre.leggauss(24)
VS, WEIGHTS = 18.0 * (VS + 1) + 1e-6, 18.0 * WEIGHTS


def test_fieller_is_the_set_of_ratios_that_a_t_test_keeps():
    """At each limit mean₁ − ρ mean₂ is t errors from zero, with t of the df at the observed ratio."""
    first, second = Summary(2.0, 0.6, 12), Summary(1.6, 0.5, 9)
    found = fieller(first, second)
    freedom = welch(first, Summary(found.value * 1.6, found.value * 0.5, 9)).df
    for ratio in (found.lower, found.upper):
        t = (2.0 - ratio * 1.6) / np.hypot(first.error(), ratio * second.error())
        assert abs(t) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-10)
    assert found.lower < found.value < found.upper


def test_fieller_has_no_end_where_the_denominator_may_be_zero():
    found = fieller(Summary(2.0, 1, 9), Summary(0.1, 1, 9))
    assert (found.lower, found.upper) == (-np.inf, np.inf)
    with pytest.raises(Mistake, match="its mean is zero"):
        fieller(Summary(2.0, 1, 9), Summary(0.0, 1, 9))


def test_fieller_covers_95_of_100(claim):
    """4000 pairs with a fixed seed: four standard errors of a coverage are 1.4 points."""
    luck, inside = np.random.default_rng(31), 0
    for _ in range(4000):
        arms = summarise(luck.normal(2.0, 0.6, 12)), summarise(luck.normal(4.0, 1.2, 10))
        inside += fieller(*arms).holds(0.5)
    claim("Fieller's ratio of means: coverage of 4000", inside / 4000, "0.94 to 0.96", 0.94 <= inside / 4000 <= 0.96)


def trial(seed, *, effect=0.4):
    luck = np.random.default_rng(seed)
    baseline, treated = luck.normal(3, 0.5, 60), np.arange(60) % 2 == 0
    return 0.8 * baseline + effect * treated + luck.normal(0, 0.3, 60), baseline, treated


def test_ancova_is_the_regression_written_out():
    """Frisch and Waugh: the effect is the slope of what is left of both after the baseline; error from 57 df."""
    outcome, baseline, treated = trial(1)
    found = ancova(outcome, baseline, treated)
    design = np.column_stack([np.ones(60), baseline])
    left, other = (y - design @ np.linalg.lstsq(design, y, rcond=None)[0] for y in (outcome, treated.astype(float)))
    slope = left @ other / (other @ other)
    error = np.sqrt(np.sum((left - slope * other) ** 2) / 57 / (other @ other))
    assert (found.difference, found.error, found.df) == pytest.approx((slope, error, 57), rel=1e-9)


def test_ancova_is_sharper_than_the_means_and_mirrors():
    outcome, baseline, treated = trial(2)
    found = ancova(outcome, baseline, treated)
    assert found.error < welch(summarise(outcome[treated]), summarise(outcome[~treated])).error / 1.3
    other = ancova(outcome, baseline, ~treated)
    assert (other.difference, other.error) == pytest.approx((-found.difference, found.error), rel=1e-9)


def test_ancova_without_a_useful_baseline_is_nearly_the_pooled_t():
    """A baseline orthogonal to everything changes only the degrees of freedom: 57 for 58."""
    outcome, _, treated = trial(3)
    centred = np.column_stack([np.ones(60), treated, outcome])
    baseline = np.random.default_rng(9).normal(0, 1, 60)
    baseline -= centred @ np.linalg.lstsq(centred, baseline, rcond=None)[0]
    plain, adjusted = (
        pooled_t(summarise(outcome[treated]), summarise(outcome[~treated])),
        ancova(outcome, baseline, treated),
    )
    assert adjusted.difference == pytest.approx(plain.difference, rel=1e-9)
    assert adjusted.error == pytest.approx(plain.error * np.sqrt(58 / 57), rel=1e-9)


def test_ancova_covers_95_of_100(claim):
    inside = sum(ancova(*trial(seed)).interval().holds(0.4) for seed in range(4000))
    claim("ANCOVA: coverage of 4000", inside / 4000, "0.94 to 0.96", 0.94 <= inside / 4000 <= 0.96)


def test_ancova_refuses_what_it_cannot_adjust():
    outcome, baseline, treated = trial(4)
    with pytest.raises(Mistake, match="both arms need patients"):
        ancova(outcome, baseline, np.zeros(60, bool))
    with pytest.raises(Mistake, match="nothing apart from the arm"):
        ancova(outcome, treated.astype(float), treated)
    with pytest.raises(Mistake, match="no spread at all"):
        ancova(np.zeros(60), baseline, treated)
