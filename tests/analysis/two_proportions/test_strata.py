"""Stratified tables: the admissions to Berkeley, one stratum, mirrored arms, coverage by enumeration."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from neointima.analysis.statements.direction import Direction
from neointima.analysis.two_proportions import mantel_haenszel, miettinen_nurminen, stratified, wald
from neointima.analysis.two_proportions.table import table
from neointima.mistake import Mistake

# Bickel, Hammel & O'Connell, Science 1975;187:398: admitted and refused men, admitted and refused women, by department.
BERKELEY = [
    table((a, a + b), (c, c + d))
    for a, b, c, d in (
        (512, 313, 89, 19),
        (353, 207, 17, 8),
        (120, 205, 202, 391),
        (138, 279, 131, 244),
        (53, 138, 94, 299),
        (22, 351, 24, 317),
    )
]
INTERVALS = (stratified.interval, mantel_haenszel.difference, mantel_haenszel.ratio, mantel_haenszel.odds_ratio)


def test_the_test_of_the_documented_example_in_r():
    """mantelhaen.test(UCBAdmissions), as R prints it."""
    found = mantel_haenszel.odds_ratio(BERKELEY)
    assert (found.value, found.lower, found.upper) == pytest.approx((0.9046968, 0.7719074, 1.0603298), abs=5e-8)
    with_continuity = mantel_haenszel.superiority(BERKELEY, continuity=0.5)
    assert with_continuity.statistic**2 == pytest.approx(1.4269, abs=5e-5)
    assert with_continuity.p_value == pytest.approx(0.2323, abs=5e-5)
    assert mantel_haenszel.superiority(BERKELEY).statistic ** 2 == pytest.approx(1.5246, abs=1e-4)


def test_berkeley_by_department_shows_no_difference_where_all_together_does():
    """Simpson's paradox."""
    together = table(*(tuple(np.sum([one[arm] for one in BERKELEY], axis=0)) for arm in (0, 1)))
    assert miettinen_nurminen.interval(together).lower > 0.1
    for method in (stratified.interval, mantel_haenszel.difference):
        assert method(BERKELEY).holds(0)
    assert stratified.interval(BERKELEY)[1:4] == pytest.approx(mantel_haenszel.difference(BERKELEY)[1:4], abs=5e-4)


def test_one_stratum_is_the_plain_method():
    """The same statistic, so only root finding between them."""
    counts = table((5, 30), (9, 25))
    assert stratified.interval([counts])[1:4] == pytest.approx(miettinen_nurminen.interval(counts)[1:4], abs=1e-10)
    found = stratified.non_inferiority([counts], margin=0.1, direction=Direction.HIGHER_IS_WORSE)
    plain = miettinen_nurminen.non_inferiority(counts, margin=0.1, direction=Direction.HIGHER_IS_WORSE)
    assert found.p_value == pytest.approx(plain.p_value, rel=1e-10)
    assert found.null == f"{plain.null}, in every stratum"
    assert mantel_haenszel.odds_ratio([counts]).value == counts.odds_ratio
    assert mantel_haenszel.ratio([counts]).value == pytest.approx(counts.ratio)


def test_sato_of_one_stratum_is_wald_exactly():
    """δP + Q is then n p q + m r s: an identity, so only rounding between them."""
    for counts in (((5, 30), (9, 25)), ((1, 12), (0, 40)), ((19, 20), (3, 7))):
        found, plain = mantel_haenszel.difference([table(*counts)]), wald.interval(table(*counts))
        assert found[1:4] == pytest.approx(plain[1:4], rel=1e-9)


@pytest.mark.parametrize("method", INTERVALS[:2])
def test_swapped_arms_give_the_mirrored_difference(method):
    one, other = method(BERKELEY), method([each.swapped() for each in BERKELEY])
    assert other[1:4] == pytest.approx(one.mirrored()[1:4], abs=1e-10)


@pytest.mark.parametrize("method", INTERVALS[2:])
def test_swapped_arms_give_the_reciprocal_ratio(method):
    one, other = method(BERKELEY), method([each.swapped() for each in BERKELEY])
    assert other[1:4] == pytest.approx((1 / one.value, 1 / one.upper, 1 / one.lower), rel=1e-10)


def test_strata_without_events_are_no_crash():
    none = [table((0, 10), (0, 12))] * 2
    assert stratified.interval(none).holds(0)
    assert np.isnan(mantel_haenszel.difference(none).lower)
    assert mantel_haenszel.ratio(none)[2:4] == mantel_haenszel.odds_ratio(none)[2:4] == (0, np.inf)
    assert mantel_haenszel.superiority(none).p_value == 1
    one_sided = [table((3, 10), (0, 12)), table((1, 9), (0, 9))]
    assert mantel_haenszel.ratio(one_sided).value == np.inf
    assert 0 < stratified.interval(one_sided).upper < 1


@pytest.mark.parametrize("method", INTERVALS)
def test_no_strata_are_refused(method):
    with pytest.raises(Mistake, match="at least one table"):
        method([])


@pytest.mark.parametrize("rates", [((0.2, 0.5), 0.1), ((0.3, 0.4), 0.3)])
def test_the_stratified_interval_covers_94_to_96(rates, claim):
    """Two strata of 12 against 10 and 9 against 11, all tables; the difference is the same in both."""
    lows, difference = rates
    sizes = ((12, 10), (9, 11))
    tables = [[(x, y) for x in range(m + 1) for y in range(n + 1)] for m, n in sizes]
    chance = [
        [stats.binom.pmf(x, m, low + difference) * stats.binom.pmf(y, n, low) for x, y in pairs]
        for pairs, (m, n), low in zip(tables, sizes, lows, strict=True)
    ]
    share = 0.0
    for (i, first), (j, second) in product(*(list(enumerate(pairs)) for pairs in tables)):
        weight = chance[0][i] * chance[1][j]
        if weight > 3e-6:
            strata = [table((x, m), (y, n)) for (x, y), (m, n) in zip((first, second), sizes, strict=True)]
            share += weight * bool(abs(stratified.score(strata, difference)) <= 1.959964)
    claim(
        f"stratified Miettinen-Nurminen: coverage at a difference of {difference}",
        share,
        "0.94 to 0.96",
        0.94 <= share <= 0.96,
    )


TRUE = {
    mantel_haenszel.difference: (0.2, lambda q: q + 0.2),
    mantel_haenszel.ratio: (1.6, lambda q: 1.6 * q),
    mantel_haenszel.odds_ratio: (2.0, lambda q: 2 * q / (1 + q)),
}


@pytest.mark.parametrize("method", TRUE)
def test_mantel_haenszel_covers_94_to_96(method, claim):
    """Strata of 20 against 16 and 14 against 18, rates 0.2 and 0.5 below: all tables with a chance above 1e-6."""
    truth, first = TRUE[method]
    sizes, every, chances = ((20, 16), (14, 18)), [], []
    for (m, n), low in zip(sizes, (0.2, 0.5), strict=True):
        pairs = list(product(range(m + 1), range(n + 1)))
        every.append([table((x, m), (y, n)) for x, y in pairs])
        chances.append([stats.binom.pmf(x, m, first(low)) * stats.binom.pmf(y, n, low) for x, y in pairs])
    covered = total = 0.0
    for (one, weight), (other, more) in product(
        *(list(zip(*both, strict=True)) for both in zip(every, chances, strict=True))
    ):
        if weight * more > 1e-6:
            total += weight * more
            covered += weight * more * method([one, other]).holds(truth)
    share = covered / total
    claim(f"Mantel-Haenszel {method.__name__}: coverage", share, "0.94 to 0.96", 0.94 <= share <= 0.96)
