"""Variance components and means of nested rows: published data, lme4, the limits that are t tests, coverage."""

from itertools import count

import numpy as np
import pytest
from tests.analysis.reference_cases import Case

from neointima.analysis.means.ancova import ancova
from neointima.analysis.means.nested_means import ADJUSTED, containment, nested_means, satterthwaite
from neointima.analysis.means.nested_rows import nested_rows
from neointima.analysis.means.pooled_t import pooled_t
from neointima.analysis.means.reml import maximum_likelihood, reml
from neointima.analysis.means.unit_means import by_unit, treated_units, unit_means
from neointima.mistake import Mistake

# Davies & Goldsmith, Statistical Methods in Research and Production, 1972: yield of dyestuff, six batches of five.
DYESTUFF = np.array(
    [
        (1545, 1440, 1440, 1520, 1580),
        (1540, 1555, 1490, 1560, 1495),
        (1595, 1550, 1605, 1510, 1560),
        (1445, 1440, 1595, 1465, 1545),
        (1595, 1630, 1515, 1635, 1625),
        (1520, 1455, 1450, 1480, 1445),
    ],
    float,
)


def column(case, table, name, kind=float):
    return np.array([kind(row[name]) for row in case.table(f"{table}.csv")])


def test_components_as_lme4_finds_them():
    case = Case("ST09")
    batch, sample = (column(case, "pastes", name, str) for name in ("batch", "sample"))
    rows = nested_rows(column(case, "pastes", "strength"), [batch, sample])
    found = reml(rows)
    case.check("pastes_var_batch", found.between[0])
    case.check("pastes_var_sample_in_batch", found.between[1])
    case.check("pastes_var_residual", found.residual)
    case.check("pastes_intercept", found.effects[0])
    case.check("pastes_intercept_se", found.covariance[0, 0] ** 0.5)
    case.check("pastes_icc_same_batch", found.icc(0))
    case.check("pastes_icc_same_sample", found.icc(1))
    case.check("pastes_REMLcrit", found.criterion)
    case.check("pastes_ML_var_batch", maximum_likelihood(rows).between[0])
    for name in ("dyestuff", "dyestuff2"):
        one = reml(nested_rows(column(case, name, "Yield"), [column(case, name, "Batch", str)]))
        case.check(f"{name}_var_batch", one.between[0])
        case.check(f"{name}_var_resid", one.residual)
        if name == "dyestuff":
            case.check("dyestuff_icc", one.icc(0))
    case.all_checked()


def test_published_components_of_dyestuff():
    """Davies & Goldsmith: 1764.05 between batches and 2451.25 within; balanced, so REML is the analysis of variance."""
    found = reml(nested_rows(DYESTUFF.ravel(), [np.repeat(np.arange(6), 5)]))
    assert found.between[0] == pytest.approx(1764.05, rel=1e-5)
    assert found.residual == pytest.approx(2451.25, rel=1e-5)


def pigs(seed, *, between=0.9):
    """Sections in stents in ten pigs, unbalanced, values to three decimals."""
    luck, rows = np.random.default_rng(seed), []
    for pig in range(10):
        u = luck.normal(0, between)
        for stent in range(luck.integers(1, 4)):
            v = luck.normal(0, 0.4)
            for _ in range(luck.integers(2, 5)):
                rows.append((pig, stent, pig % 2, round(float(2 + 0.6 * (pig % 2) + u + v + luck.normal(0, 0.5)), 3)))
    pig, stent, arm, values = map(np.array, zip(*rows, strict=True))
    return values, arm == 1, [pig, stent]


def test_unbalanced_pigs_as_lme4_and_pbkrtest_find_them():
    """R 4.2.2, lme4 1.1.31 at tight tolerances, and the degrees of freedom of Kenward and Roger by pbkrtest 0.5.2."""
    values, treated, levels = pigs(7)
    rows = nested_rows(values, levels, treated=treated)
    found = reml(rows)
    assert [*found.between, found.residual] == pytest.approx([0.87683032, 0.18544904, 0.18471082], rel=1e-5)
    assert found.criterion == pytest.approx(116.0345201, abs=1e-6)
    assert found.effects[1] == pytest.approx(0.22553596, abs=1e-6)
    assert found.covariance[1, 1] ** 0.5 == pytest.approx(0.64005045, rel=1e-5)
    assert satterthwaite(rows, found) == pytest.approx(7.9426, abs=1e-4)


def test_a_zero_component_does_not_turn_stents_into_pigs():
    """lme4 finds 0, 0.20501368, 0.10521288; Satterthwaite would count 18 df among 10 pigs, containment 8."""
    values, treated, levels = pigs(5, between=0.5)
    rows = nested_rows(values, levels, treated=treated)
    found = reml(rows)
    assert found.between[0] == 0
    assert [found.between[1], found.residual] == pytest.approx([0.20501368, 0.10521288], rel=1e-5)
    assert satterthwaite(rows, found) > 15
    assert nested_means(values, treated, levels).df == containment(rows) == 8


def balanced(seed, *, animals=8, sections=4, between=1.0):
    luck = np.random.default_rng(seed)
    animal = np.repeat(np.arange(animals), sections)
    values = luck.normal(0, between, animals)[animal] + luck.normal(0, 1, animal.size)
    return values, animal % 2 == 0, [animal]


def test_balanced_rows_are_the_t_test_of_animal_means():
    """Exactly, where the component is above zero: the optimiser leaves 1e-5."""
    values, treated, levels = next(
        rows for rows in map(balanced, count()) if reml(nested_rows(*rows[::2])).between[0] > 0.1
    )
    mixed, plain = nested_means(values, treated, levels), pooled_t(*unit_means(values, treated, levels[0]))
    assert mixed[1:4] == pytest.approx(plain[1:4], rel=1e-5)


def with_baseline(seed, *, sections, between=0.3, constant=True):
    """Late loss of patients that leans on a lumen measured before, in patients or in every section."""
    luck, patient = np.random.default_rng(seed), np.repeat(np.arange(len(sections)), sections)
    before = luck.normal(2.8, 0.4, len(sections))[patient]
    if not constant:
        before = before + luck.normal(0, 0.2, patient.size)
    own = luck.normal(0, between, len(sections))[patient]
    values = 0.4 * (before - 2.8) - 0.2 * (patient % 2) + own + luck.normal(0, 0.25, patient.size)
    return values, patient % 2 == 1, [patient], before


def test_balanced_rows_with_a_baseline_are_the_ancova_of_patients_means():
    """Exactly, with n − 3 degrees of freedom, where the component is above zero: the optimiser leaves 1e-5."""
    values, treated, levels, before = with_baseline(3, sections=[4] * 12)
    mixed = nested_means(values, treated, levels, baseline=before)
    marks, means = treated_units(treated, levels[0]), by_unit(values, levels[0])
    plain = ancova(means, by_unit(before, levels[0]), marks)
    assert mixed[1:4] == pytest.approx(plain[1:4], rel=1e-5)
    assert mixed.df == pytest.approx(12 - 3) and mixed.method == ADJUSTED


UNEVEN = [2, 5, 3, 4, 2, 6, 3, 3, 5, 2, 4, 3]


def test_a_baseline_of_uneven_rows_agrees_with_lme4_and_pbkrtest():
    """lmer(values ~ before + treated + (1 | patient)), and the df of Kenward and Roger (pbkrtest 0.5.2).

    The baseline is one of the patient, or of each row: then containment allows 12 patients + 1 − 3 = 10, a little less.
    """
    theirs = {True: (-0.139972546, 0.174280031, 8.96168194), False: (-0.435670396, 0.178427526, 10.0)}
    for constant, expected in theirs.items():
        values, treated, levels, before = with_baseline(11, sections=UNEVEN, constant=constant)
        found = nested_means(values, treated, levels, baseline=before)
        assert (found.difference, found.error, found.df) == pytest.approx(expected, rel=1e-6)


def test_a_baseline_sharpens_the_comparison_and_mirrors():
    values, treated, levels, before = with_baseline(5, sections=UNEVEN, between=0.05)
    plain, found = nested_means(values, treated, levels), nested_means(values, treated, levels, baseline=before)
    assert found.error < plain.error
    other = nested_means(values, ~treated, levels, baseline=before)
    assert other[1:4] == pytest.approx((-found.difference, found.error, found.df), rel=1e-5)


def test_a_baseline_that_says_only_the_arm_or_lacks_numbers_is_refused():
    values, treated, levels, before = with_baseline(5, sections=UNEVEN)
    with pytest.raises(Mistake, match="nothing apart from the arm"):
        nested_means(values, treated, levels, baseline=treated * 2.0)
    with pytest.raises(Mistake, match="a number for every row"):
        nested_means(values, treated, levels, baseline=np.where(before > 3, np.nan, before))


def test_swapped_arms_give_the_mirrored_answer():
    values, treated, levels = pigs(7)
    one, other = nested_means(values, treated, levels), nested_means(values, ~treated, levels)
    assert other[1:4] == pytest.approx((-one.difference, one.error, one.df), rel=1e-5)


def test_treatment_of_stents_within_pigs_counts_stents():
    """Six pigs with two stents, one of each kind, three sections: 12 − 6 − 1 degrees of freedom, a paired test."""
    luck, pig = np.random.default_rng(4), np.repeat(np.arange(6), 6)
    stent = np.tile(np.repeat([0, 1], 3), 6)
    values = luck.normal(0, 1, 6)[pig] + luck.normal(0, 0.8, 12)[2 * pig + stent] + luck.normal(0, 0.3, 36)
    assert containment(nested_rows(values, [pig, stent], treated=stent == 1)) == 5
    found = nested_means(values, stent == 1, [pig, stent])
    pairs = values.reshape(6, 2, 3).mean(axis=2)
    gaps = pairs[:, 1] - pairs[:, 0]
    assert found.difference == pytest.approx(gaps.mean(), rel=1e-6)
    assert found.error == pytest.approx(gaps.std(ddof=1) / 6**0.5, rel=1e-4)
    assert found.df == pytest.approx(5, rel=1e-4)


def test_the_order_of_rows_and_the_names_of_groups_do_not_matter():
    values, treated, (pig, stent) = pigs(7)
    mixed = np.random.default_rng(0).permutation(values.size)
    names = np.array([f"pig {number}" for number in 9 - pig])
    one = nested_means(values, treated, [pig, stent])
    other = nested_means(values[mixed], treated[mixed], [names[mixed], stent[mixed]])
    assert other[1:4] == pytest.approx(one[1:4], rel=1e-5)


def test_the_nested_interval_covers_95_where_animals_differ(claim):
    """300 experiments of 8 animals with 4 sections: three standard errors of a coverage are 3.8 points."""
    inside = sum(nested_means(*balanced(seed, between=1.5)).interval().holds(0) for seed in range(300))
    claim("mixed model: coverage of 300, 8 animals", inside / 300, "0.912 to 0.988", 0.912 <= inside / 300 <= 0.988)


def test_animal_means_cover_95_whether_or_not_animals_differ(claim):
    """4000 each: four standard errors are 1.4 points."""
    for between in (0.0, 1.0):
        inside = 0
        for seed in range(4000):
            values, treated, levels = balanced(seed, between=between)
            inside += pooled_t(*unit_means(values, treated, levels[0])).interval().holds(0)
        claim(
            f"t test of animal means: coverage of 4000, SD between {between}",
            inside / 4000,
            "0.94 to 0.96",
            0.94 <= inside / 4000 <= 0.96,
        )


VALUES = np.array([1.0, 2, 3, 4, 5, 6, 7, 9])
PAIRS = np.array([0, 0, 1, 1, 2, 2, 3, 3])


@pytest.mark.parametrize(
    ("values", "levels", "said"),
    [
        (VALUES, [], "at least one"),
        (VALUES, [PAIRS[:4]], "as many labels"),
        (np.ones(8), [PAIRS], "three numbers that differ"),
        (np.append(VALUES[:7], np.nan), [PAIRS], "three numbers that differ"),
        (VALUES, [np.zeros(8)], "level 1: a single group"),
        (VALUES, [np.arange(8)], "level 1: one row in each group"),
        (PAIRS * 2.1, [PAIRS], "level 1: rows of one group are all equal"),
        (VALUES, [PAIRS, PAIRS], "level 2: the same groups as level 1"),
    ],
)
def test_rows_that_cannot_be_nested_are_refused(values, levels, said):
    with pytest.raises(Mistake, match=said):
        nested_rows(values, levels)


def test_arms_that_cannot_be_compared_are_refused():
    with pytest.raises(Mistake, match="every row is in the same arm"):
        nested_means(VALUES, np.ones(8, bool), [PAIRS])
    with pytest.raises(Mistake, match="a single treated unit on each side"):
        nested_means(VALUES[:4], PAIRS[:4] == 0, [PAIRS[:4]])
    with pytest.raises(Mistake, match="one unit is in both arms"):
        unit_means(VALUES, np.arange(8) % 2 == 0, PAIRS)
    with pytest.raises(Mistake, match="one of them is empty"):
        unit_means(VALUES, np.ones(8, bool), PAIRS)
