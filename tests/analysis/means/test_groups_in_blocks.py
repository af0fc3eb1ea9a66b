"""Several groups against a control in nested rows: R's answers, Dunnett and the paired t as limits, mirrored groups."""

import numpy as np
import pytest
from scipy import stats
from tests.analysis.reference_cases import Case

from neointima.analysis.means.dunnett import critical, dunnett
from neointima.analysis.means.joint_t import JointT, one_factor
from neointima.analysis.means.nested_groups import degrees_of_freedom, grouped_rows, nested_groups
from neointima.analysis.means.nested_means import nested_means, satterthwaite_of_all
from neointima.analysis.means.nested_rows import nested_rows
from neointima.analysis.means.nested_spread import nested_spread
from neointima.analysis.means.reml import reml
from neointima.mistake import Mistake


def blocks(seed, *, lost=True, animals=7, between=0.8):
    """Pigs with a stent of each kind in three arteries, three sections each; some arteries are lost."""
    luck, rows = np.random.default_rng(seed), []
    for pig in range(animals):
        own = luck.normal(0, between)
        for stent, kind in enumerate(("bare", "early", "late")):
            of_stent = luck.normal(0, 0.3)
            if lost and (pig + stent) % 5 == 4:
                continue
            for _ in range(3):
                value = round(float(3 - 0.5 * stent + own + of_stent + luck.normal(0, 0.4)), 3)
                rows.append((pig, stent, kind, value))
    pig, stent, kind, values = map(np.array, zip(*rows, strict=True))
    return values, kind, [pig, stent]


def parallel(seed, *, animals=5, stents=2, sections=3, between=1.0):
    """Three groups of animals with stents and sections, all alike in number."""
    luck, animal = np.random.default_rng(seed), np.repeat(np.arange(3 * animals), stents * sections)
    stent = np.tile(np.repeat(np.arange(stents), sections), 3 * animals)
    kind = np.array(["bare", "early", "late"])[animal // animals]
    values = luck.normal(0, between, 3 * animals)[animal] + luck.normal(0, 0.5, (3 * animals, stents))[animal, stent]
    return values + luck.normal(0, 0.5, animal.size), kind, [animal, stent]


def test_blocks_with_lost_arteries_as_lme4_pbkrtest_and_multcomp_find_them():
    """R 4.2.2: lmer(y ~ k + (1|pig) + (1|pig:stent)) of lme4 1.1.31; df of pbkrtest 0.5.2, 9.20978 above the 9 of
    containment; glht(mcp(k = "Dunnett"), df = 9) of multcomp, whose own integral is right to 3e-5 in P."""
    values, kind, levels = blocks(2)
    rows = grouped_rows(values, kind, levels, first="bare")
    fitted = reml(rows)
    assert [*fitted.between, fitted.residual] == pytest.approx([0.63614863, 0.12544180, 0.18969112], rel=1e-5)
    assert np.sqrt(np.diag(fitted.covariance))[1:] == pytest.approx([0.260407257] * 2, rel=1e-6)
    assert degrees_of_freedom(rows, fitted)[1:].tolist() == [9, 9]
    assert satterthwaite_of_all(rows, fitted)[1:] == pytest.approx([9.20978] * 2, abs=1e-4)
    found = nested_groups(values, kind, levels, control="bare")
    assert found["early"].finding.estimate == pytest.approx(-0.381381657, abs=1e-7)
    assert found["early"].finding.p_value == pytest.approx(0.29131906, abs=1e-4)
    assert found["late"].finding.p_value == pytest.approx(0.00407464, abs=1e-4)
    assert found["early"].interval[2:4] == pytest.approx((-1.062140, 0.2993771), abs=5e-4)
    assert found["late"].interval[2:4] == pytest.approx((-1.782344, -0.4208261), abs=5e-4)


def test_balanced_animals_are_dunnett_on_their_means():
    """Exactly, where components are above zero: the optimiser leaves 1e-4, the root of the critical value 1e-6."""
    values, kind, levels = parallel(1)
    means = {
        name: np.array([values[levels[0] == pig].mean() for pig in np.unique(levels[0][kind == name])])
        for name in np.unique(kind)
    }
    mixed, plain = nested_groups(values, kind, levels, control="bare"), dunnett(means, "bare")
    for name in ("early", "late"):
        assert mixed[name].finding[2:6] == pytest.approx(plain[name].finding[2:6], rel=1e-3, abs=1e-4)
        assert mixed[name].interval[1:4] == pytest.approx(plain[name].interval[1:4], rel=1e-3)


def test_two_groups_in_full_blocks_are_the_paired_t():
    """Six pigs, one stent of each kind: the differences within pigs, on 5 degrees of freedom."""
    values, kind, (pig, stent) = blocks(4, lost=False, animals=6)
    keep = kind != "late"
    found = nested_groups(values[keep], kind[keep], [pig[keep], stent[keep]], control="bare")["early"]
    gaps = [
        values[(pig == one) & (kind == "early")].mean() - values[(pig == one) & (kind == "bare")].mean()
        for one in range(6)
    ]
    theirs = stats.ttest_1samp(gaps, 0)
    assert found.finding.df == 5
    assert found.finding.p_value == pytest.approx(theirs.pvalue, rel=1e-3)
    assert found.interval[2:4] == pytest.approx(theirs.confidence_interval(), rel=1e-3)


def test_two_groups_are_the_mixed_model_of_two_arms():
    values, kind, levels = parallel(3)
    keep = kind != "late"
    levels = [one[keep] for one in levels]
    found = nested_groups(values[keep], kind[keep], levels, control="bare")["early"].finding
    known = nested_means(values[keep], kind[keep] == "early", levels)
    assert (found.estimate, found.df) == pytest.approx((known.difference, known.df), rel=1e-6)


def test_another_control_mirrors_the_difference_and_names_do_not_matter():
    values, kind, levels = blocks(2)
    one, other = (nested_groups(values, kind, levels, control=name) for name in ("bare", "late"))
    assert one["late"].finding.estimate == pytest.approx(-other["bare"].finding.estimate, rel=1e-6)
    mixed = np.random.default_rng(0).permutation(values.size)
    again = nested_groups(values[mixed], kind[mixed], [level[mixed] for level in levels], control="bare")
    assert again["late"].interval[1:4] == pytest.approx(one["late"].interval[1:4], rel=1e-4)


def test_what_cannot_be_compared_is_refused():
    values, kind, levels = blocks(2)
    with pytest.raises(Mistake, match="at least one other group"):
        nested_groups(values, kind, levels, control="sham")
    with pytest.raises(Mistake, match="single treated unit"):
        nested_groups(values[:6], kind[:6], [levels[0][:6] + levels[1][:6]], control="bare")


@pytest.mark.parametrize("df", [2.0, 9.0, 40.0])
def test_the_joint_t_is_dunnetts_where_groups_share_a_control(df):
    share = np.sqrt([0.5, 0.4, 0.6])
    correlation = np.outer(share, share) + np.diag(1 - share**2)
    assert one_factor(correlation) == pytest.approx(share, abs=1e-5)
    assert JointT(correlation, df).critical() == pytest.approx(critical(share, df), rel=1e-4)


def test_the_joint_t_by_lattice_agrees_with_the_integral(monkeypatch):
    """Genz and Bretz's points give the chance to 1e-4: 1e-3 in the critical value."""
    correlation, df = np.full((3, 3), 0.5) + np.eye(3) / 2, 9.0
    exact = JointT(correlation, df).critical()
    monkeypatch.setattr("neointima.analysis.means.joint_t.one_factor", lambda _: None)
    assert JointT(correlation, df).critical() == pytest.approx(exact, rel=1e-3)


def test_the_joint_t_of_correlations_that_are_no_products_is_that_of_drawn_numbers():
    """Four comparisons in incomplete blocks; 400,000 draws give a share of 5 % to 0.0003: four of these."""
    correlation = np.array([[1, 0.6, 0.6, 0.2], [0.6, 1, 0.3, 0.5], [0.6, 0.3, 1, 0.5], [0.2, 0.5, 0.5, 1]])
    joint, luck = JointT(correlation, 9.0), np.random.default_rng(3)
    assert one_factor(correlation) is None
    drawn = luck.multivariate_normal(np.zeros(4), correlation, 400_000) / np.sqrt(luck.chisquare(9, (400_000, 1)) / 9)
    beyond = np.mean(np.abs(drawn).max(axis=1) > joint.critical())
    assert beyond == pytest.approx(0.05, abs=0.0014)


def test_p_lies_between_that_of_one_comparison_and_bonferronis():
    joint = JointT(np.array([[1, 0.5], [0.5, 1]]), 7.0)
    for t in (0.0, 0.7, 2.4, 6.0, 40.0):
        alone = 2 * stats.t.sf(t, 7)
        assert alone <= joint.p_value(t) <= min(1, 2 * alone) + 1e-12


def test_correlations_and_worth_of_pastes():
    """lme4's components: 0.154 in one batch, 0.937 in one sample; the rows of 60 are worth far fewer."""
    case = Case("ST09")
    table = case.table("pastes.csv")
    values = np.array([float(row["strength"]) for row in table])
    levels = [np.array([row[name] for row in table]) for name in ("batch", "sample")]
    found = nested_spread(nested_rows(values, levels))
    case.check("pastes_icc_same_batch", float(found.alike[0]))
    case.check("pastes_icc_same_sample", float(found.alike[1]))
    # The error of the mean of all rows is that of lme4's intercept, as the design is balanced.
    whole = float(found.between.sum() + found.residual)
    case.check("pastes_intercept_se", (whole / found.worth) ** 0.5)


def test_a_component_of_zero_is_a_result():
    case = Case("ST09")
    table = case.table("dyestuff2.csv")
    values = np.array([float(row["Yield"]) for row in table])
    found = nested_spread(nested_rows(values, [np.array([row["Batch"] for row in table])]))
    assert found.between[0] == 0 and found.design_effect == 1 and found.worth == 30
