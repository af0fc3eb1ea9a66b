"""Several groups: the published weights of plants, Dunnett's tables, mirrored pairs, coverage of the family."""

import numpy as np
import pytest
from scipy import stats
from tests.analysis.reference_cases import Case

from neointima.analysis import Summary, summarise
from neointima.analysis.means.anova import one_way, welch_one_way
from neointima.analysis.means.dunnett import critical, critical_one_sided, dunnett, from_summaries, non_inferiority
from neointima.analysis.means.pooled_t import pooled_t
from neointima.analysis.means.ranks import kruskal_wallis, mann_whitney
from neointima.analysis.means.tukey import tukey
from neointima.analysis.means.welch import welch
from neointima.analysis.statements.direction import Direction
from neointima.mistake import Mistake

WORSE, BETTER = Direction.HIGHER_IS_WORSE, Direction.HIGHER_IS_BETTER

# Dobson, An Introduction to Statistical Modelling, 1983: dried weights of plants (PlantGrowth in R).
PLANTS = {
    "ctrl": np.array([4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14]),
    "trt1": np.array([4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69]),
    "trt2": np.array([6.31, 5.12, 5.54, 5.50, 5.37, 5.29, 4.92, 6.15, 5.80, 5.26]),
}


def test_plants_as_r_tests_them():
    case = Case("ST11")
    for name, weights in PLANTS.items():
        own = [float(row["weight"]) for row in case.table() if row["group"] == name]
        assert weights.tolist() == own
    plain, by_welch, ranks = one_way(PLANTS), welch_one_way(PLANTS), kruskal_wallis(PLANTS)
    case.check("anova_F", plain.statistic)
    case.check("anova_p", plain.p_value)
    case.check("welch_F", by_welch.statistic)
    case.check("welch_den_df", by_welch.df_within)
    case.check("welch_p", by_welch.p_value)
    case.check("kruskal_H", ranks.statistic)
    case.check("kruskal_p", ranks.p_value)
    against = dunnett(PLANTS, "ctrl")
    case.check("dunnett_t_trt1", against["trt1"].finding.statistic)
    case.check("dunnett_p_trt1", against["trt1"].finding.p_value)
    case.check("dunnett_p_trt2", against["trt2"].finding.p_value)
    case.check("dunnett_ci_trt2_lo", against["trt2"].interval.lower)
    case.check("dunnett_ci_trt2_hi", against["trt2"].interval.upper)
    for (second, first), found in tukey(PLANTS).items():
        case.check(f"tukey_p_{second}_{first}", found.finding.p_value)
    pair = welch(summarise(PLANTS["ctrl"]), summarise(PLANTS["trt2"])).superiority()
    case.check("welch_t_ctrl_vs_trt2", pair.statistic)
    case.check("welch_t_df", pair.df)
    case.check("welch_t_p", pair.p_value)
    pair = mann_whitney(PLANTS["ctrl"], PLANTS["trt2"])
    case.check("mannwhitney_W", pair.statistic)
    case.check("mannwhitney_exact_p", pair.p_value)
    case.all_checked()


def test_the_published_analysis_of_the_plants():
    """Dobson 1983: F = 4.85 on 2 and 27 degrees of freedom, P = 0.016."""
    found = one_way(PLANTS)
    assert (round(found.statistic, 2), found.df_between, found.df_within) == (4.85, 2, 27)
    assert round(found.p_value, 3) == 0.016


@pytest.mark.parametrize(
    ("comparisons", "df", "printed"),
    [(2, 20, 2.38), (3, 20, 2.54), (2, 10, 2.57), (2, 5, 3.03), (5, 1e6, 2.51), (1, 7, 2.365)],
)
def test_dunnetts_table_of_1964(comparisons, df, printed):
    """Two-sided 5 % points, equal groups (Biometrics 1964;20:482), to two decimals; one comparison is Student's t."""
    found = critical(np.full(comparisons, 0.5**0.5), df)
    assert found == pytest.approx(printed, abs=5.1e-3)


def test_dunnett_agrees_with_scipy_and_needs_no_luck():
    """scipy integrates by quasi-random points: 1e-3."""
    luck = np.random.default_rng(1)
    groups = {"a": luck.normal(0, 1, 5), "b": luck.normal(1, 1, 8), "control": luck.normal(0, 1, 6)}
    theirs = stats.dunnett(groups["a"], groups["b"], control=groups["control"], rng=np.random.default_rng(0)).pvalue
    found = dunnett(groups, "control")
    assert [found[name].finding.p_value for name in "ab"] == pytest.approx(theirs, abs=1e-3)
    assert dunnett(groups, "control") == found


def test_the_interval_of_dunnett_excludes_zero_exactly_when_p_is_small():
    for shift in np.linspace(0, 2, 9):
        moved = PLANTS | {"trt2": PLANTS["trt2"] + shift}
        for found in dunnett(moved, "ctrl").values():
            assert found.finding.rejects(0.05) != found.interval.holds(0)


def test_dunnett_covers_the_whole_family_95_of_100(claim):
    """200,000 experiments of three unequal groups against a control, drawn as means and a variance: 4 SE are 0.2 points."""
    luck, sizes = np.random.default_rng(17), np.array([5, 6, 9])
    far = critical(np.sqrt(sizes / (sizes + 8)), 24)
    means, zero = luck.normal(0, 1, (200_000, 3)) / np.sqrt(sizes), luck.normal(0, 1, (200_000, 1)) / np.sqrt(8)
    spread = np.sqrt(luck.chisquare(24, (200_000, 1)) / 24)
    covered = float(np.mean(np.all(np.abs(means - zero) < far * spread * np.sqrt(1 / sizes + 1 / 8), axis=1)))
    claim("Dunnett: coverage of the family, 200,000", covered, "0.948 to 0.952", 0.948 <= covered <= 0.952)


def test_dunnett_of_summaries_is_dunnett_of_the_rows():
    found = from_summaries({name: summarise(values) for name, values in PLANTS.items()}, "ctrl")
    for name, one in dunnett(PLANTS, "ctrl").items():
        assert found[name].interval[1:4] == pytest.approx(one.interval[1:4], rel=1e-12)
        assert found[name].finding.p_value == pytest.approx(one.finding.p_value, rel=1e-9)


@pytest.mark.parametrize(
    ("comparisons", "df", "printed"), [(2, 20, 2.03), (3, 20, 2.19), (2, 10, 2.15), (2, 5, 2.44), (1, 7, 1.895)]
)
def test_dunnetts_one_sided_table_of_1955(comparisons, df, printed):
    """One-sided 5 % points, equal groups (JASA 1955;50:1096, Table 1a), to two decimals; one is Student's t."""
    found = critical_one_sided(np.full(comparisons, 0.5**0.5), df, level=0.95)
    assert found == pytest.approx(printed, abs=5.1e-3)


ARMS = {"new": Summary(0.30, 0.4, 60), "newer": Summary(0.52, 0.5, 40), "old": Summary(0.40, 0.45, 50)}


def test_a_margin_of_one_arm_is_the_t_test_and_of_two_is_stricter():
    pair = {name: ARMS[name] for name in ("new", "old")}
    alone = non_inferiority(pair, "old", margin=0.1, direction=WORSE)["new"]
    plain = pooled_t(pair["new"], pair["old"]).non_inferiority(margin=0.1, direction=WORSE)
    assert alone.finding.p_value == pytest.approx(plain.p_value, rel=1e-8)
    assert alone.interval[1:4] == pytest.approx(pooled_t(pair["new"], pair["old"]).interval()[1:4], rel=1e-9)
    both = non_inferiority(ARMS, "old", margin=0.1, direction=WORSE)["new"]
    single = stats.t.cdf(both.finding.statistic, both.finding.df)
    # Bonferroni bounds what the family can cost.
    assert single < both.finding.p_value < 2 * single


def test_a_margin_of_a_family_agrees_with_multcomp():
    """glht(aov, mcp(arm = "Dunnett"), alternative = "less", rhs = 0.1) of multcomp 1.4-22, to its digits."""
    found = non_inferiority(ARMS, "old", margin=0.1, direction=WORSE)
    assert found["new"].finding.statistic == pytest.approx(-2.3470006, abs=1e-7)
    assert [found[name].finding.p_value for name in ("new", "newer")] == pytest.approx(
        [0.018934237, 0.747696106], abs=2e-9
    )


def test_the_interval_excludes_the_margin_exactly_when_p_is_below_its_level():
    for margin in np.linspace(0.02, 0.5, 25):
        for one in non_inferiority(ARMS, "old", margin=margin, direction=WORSE).values():
            assert one.finding.rejects(0.025) == (one.interval.upper < margin)


def test_values_turned_round_with_the_direction_give_the_same_p():
    turned = {name: one._replace(mean=-one.mean) for name, one in ARMS.items()}
    one = non_inferiority(ARMS, "old", margin=0.1, direction=WORSE)
    other = non_inferiority(turned, "old", margin=0.1, direction=BETTER)
    assert [other[name].finding.p_value for name in other] == [one[name].finding.p_value for name in one]


def test_the_margin_is_claimed_wrongly_for_any_arm_in_no_more_than_its_level(claim):
    """100,000 experiments of two unequal arms at the margin: three standard errors are 0.15 points."""
    luck, sizes = np.random.default_rng(19), np.array([9, 15])
    far = critical_one_sided(np.sqrt(sizes / (sizes + 12)), 33, level=0.975)
    means, zero = luck.normal(0, 1, (100_000, 2)) / np.sqrt(sizes), luck.normal(0, 1, (100_000, 1)) / np.sqrt(12)
    spread = np.sqrt(luck.chisquare(33, (100_000, 1)) / 33)
    t = (means - zero) / (spread * np.sqrt(1 / sizes + 1 / 12))
    wrong = float(np.mean(np.any(t < -far, axis=1)))
    claim(
        "Dunnett with a margin: a false claim in the family, 100,000",
        wrong,
        "0.025 ± 0.0015",
        abs(wrong - 0.025) < 0.0015,
    )


def test_tukey_agrees_with_scipy_and_mirrors():
    theirs = stats.tukey_hsd(*PLANTS.values())
    found = tukey(PLANTS)
    assert found["trt2", "trt1"].finding.p_value == pytest.approx(theirs.pvalue[2, 1], rel=1e-6)
    turned = tukey(dict(reversed(PLANTS.items())))
    assert turned["trt1", "trt2"].interval[1:4] == pytest.approx(
        found["trt2", "trt1"].interval.mirrored()[1:4], rel=1e-9
    )


def test_two_groups_are_the_t_tests():
    pair = {name: PLANTS[name] for name in ("ctrl", "trt2")}
    ours = welch(*(summarise(one) for one in pair.values())).superiority()
    assert welch_one_way(pair).p_value == pytest.approx(ours.p_value, rel=1e-9)
    assert dunnett(pair, "ctrl")["trt2"].finding.p_value == pytest.approx(one_way(pair).p_value, rel=1e-6)


def test_mann_whitney_mirrors_and_has_words_for_ties():
    one, other = (mann_whitney(*pair) for pair in ((PLANTS["ctrl"], PLANTS["trt2"]), (PLANTS["trt2"], PLANTS["ctrl"])))
    assert one.estimate == pytest.approx(1 - other.estimate)
    assert one.p_value == pytest.approx(other.p_value, rel=1e-12)
    tied = mann_whitney(np.array([1.0, 2, 2, 3]), np.array([2.0, 4, 5]))
    assert tied.method == "Mann-Whitney, normal"
    assert mann_whitney(np.ones(4), np.ones(5)).p_value == 1
    with pytest.raises(Mistake, match="both need values"):
        mann_whitney(np.array([]), np.ones(3))


@pytest.mark.parametrize("test", [one_way, welch_one_way, kruskal_wallis, tukey, lambda groups: dunnett(groups, "a")])
@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ({"a": np.ones(3)}, "at least two are needed"),
        ({"a": np.ones(3), "b": np.ones(1)}, "b: at least two values"),
        ({"a": np.array([1.0, np.nan]), "b": np.ones(2)}, "a: at least two values"),
        ({"a": np.ones(3), "b": np.zeros(3)}, "a, b: no spread within any group"),
    ],
)
def test_groups_that_cannot_be_compared_are_refused(test, groups, said):
    with pytest.raises(Mistake, match=said):
        test(groups)


def test_a_control_must_be_among_the_groups_and_welch_needs_spread_in_each():
    with pytest.raises(Mistake, match="'control' is not among the groups; choose one of ctrl, trt1, trt2"):
        dunnett(PLANTS, "control")
    with pytest.raises(Mistake, match="still: no spread"):
        welch_one_way(PLANTS | {"still": np.ones(4)})
