"""Ratio and odds ratio of two rates: the published example, the likelihood, mirrored arms, coverage by enumeration."""

import numpy as np
import pytest
from scipy import optimize, stats

from neointima.analysis.two_proportions import koopman, miettinen_nurminen
from neointima.analysis.two_proportions.constrained import at_difference, at_odds_ratio, at_ratio
from neointima.analysis.two_proportions.table import table

RATIO = (koopman.ratio_interval, miettinen_nurminen.ratio_interval)
EVERY = (*RATIO, miettinen_nurminen.odds_ratio_interval)
COUNTS = [((36, 40), (16, 80)), ((5, 56), (1, 29)), ((3, 10), (9, 10)), ((93, 1140), (96, 1152)), ((10, 10), (7, 9))]
TRUTH = {koopman.ratio_interval: lambda p, q: p / q, miettinen_nurminen.ratio_interval: lambda p, q: p / q}
RATES = np.linspace(0.1, 0.9, 9)


def test_koopman_1984():
    """Koopman, Biometrics 1984;40:513: 36 of 40 against 16 of 80 gives 2.94 to 7.15."""
    found = koopman.ratio_interval(table((36, 40), (16, 80)))
    assert (found.value, found.lower, found.upper) == pytest.approx((4.5, 2.94, 7.15), abs=5e-3)


@pytest.mark.parametrize("counts", COUNTS)
@pytest.mark.parametrize(
    ("constrained", "first", "values"),
    [
        (at_ratio, lambda q, at: at * q, (0.3, 1.0, 2.5)),
        (at_odds_ratio, lambda q, at: at * q / (1 - q + at * q), (0.3, 1.0, 2.5)),
        (at_difference, lambda q, at: q + at, (-0.4, 0.0, 0.035, 0.3)),
    ],
)
def test_constrained_rates_have_the_greatest_likelihood(counts, constrained, first, values):
    """A search over the second rate without any formula; flat at the top, so 1e-6 in the rate."""
    (x, m), (y, n) = counts
    for at in values:

        def unlikely(q, at=at):
            return -stats.binom.logpmf(x, m, np.clip(first(q, at), 0, 1)) - stats.binom.logpmf(y, n, q)

        inside = [q for q in np.linspace(0, 1, 20001) if 0 <= first(q, at) <= 1]
        best = inside[np.argmin(unlikely(np.array(inside)))]
        around = (max(inside[0], best - 1e-4), min(inside[-1], best + 1e-4))
        found = optimize.minimize_scalar(unlikely, bounds=around, method="bounded", options={"xatol": 1e-10})
        rates = constrained((np.array(float(x)), np.array(float(y))), (m, n), at)
        assert rates.second == pytest.approx(found.x, abs=1e-6)
        assert rates.first == pytest.approx(first(found.x, at), abs=3e-6)


@pytest.mark.parametrize("method", EVERY)
@pytest.mark.parametrize("counts", COUNTS)
def test_swapped_arms_give_the_reciprocal(method, counts):
    """Root finding to 1e-12 on the log scale."""
    one, other = method(table(*counts)), method(table(*reversed(counts)))
    with np.errstate(divide="ignore"):
        turned = 1 / np.array([one.value, one.upper, one.lower])
    assert other[1:4] == pytest.approx(turned, rel=1e-9)


def test_events_and_non_events_swapped_turn_the_odds_ratio_round():
    one = miettinen_nurminen.odds_ratio_interval(table((5, 56), (1, 29)))
    other = miettinen_nurminen.odds_ratio_interval(table((51, 56), (28, 29)))
    assert other[1:4] == pytest.approx((1 / one.value, 1 / one.upper, 1 / one.lower), rel=1e-9)


@pytest.mark.parametrize("method", EVERY)
def test_zero_cells_give_the_limits_that_zero_and_infinity_are(method):
    none = method(table((0, 10), (0, 20)))
    assert np.isnan(none.value)
    assert (none.lower, none.upper) == (0, np.inf)
    first_only = method(table((5, 56), (0, 29)))
    assert first_only.value == first_only.upper == np.inf
    assert 0 < first_only.lower < 1
    second_only = method(table((0, 29), (5, 56)))
    assert second_only.value == second_only.lower == 0
    assert 1 < second_only.upper < np.inf


def test_all_events_in_both_arms_leave_the_odds_unknown_and_the_ratio_near_one():
    everyone = table((10, 10), (12, 12))
    assert miettinen_nurminen.odds_ratio_interval(everyone)[2:4] == (0, np.inf)
    ratio = koopman.ratio_interval(everyone)
    assert 0.6 < ratio.lower < ratio.value == 1 < ratio.upper < 1.6


@pytest.mark.parametrize("method", EVERY)
def test_ratio_limits_exclude_one_exactly_when_the_difference_excludes_zero(method):
    """All three invert the same statistic at no difference, but for the factor N/(N−1)."""
    for first in range(0, 21, 2):
        counts = table((first, 20), (9, 25))
        difference = miettinen_nurminen.interval(counts)
        if method is not koopman.ratio_interval:
            assert method(counts).holds(1) == difference.holds(0)


@pytest.mark.parametrize("n", [(25, 25), (28, 14)])
@pytest.mark.parametrize("method", EVERY)
def test_ratio_intervals_cover_94_to_96_on_average(method, n, claim):
    limits = np.array([[method(table((x, n[0]), (y, n[1])))[2:4] for y in range(n[1] + 1)] for x in range(n[0] + 1)])
    first, second = (stats.binom.pmf(np.arange(size + 1), size, RATES[:, None]) for size in n)
    truth = TRUTH.get(method, lambda p, q: p * (1 - q) / (q * (1 - p)))
    found = []
    for i, j in np.ndindex(9, 9):
        at = truth(RATES[i], RATES[j])
        found.append(first[i] @ ((limits[..., 0] <= at * (1 + 1e-9)) & (at * (1 - 1e-9) <= limits[..., 1])) @ second[j])
    name = f"{method.__module__.rsplit('.', 1)[1]} {method.__name__}: mean coverage at n = {n[0]}, {n[1]}"
    claim(name, float(np.mean(found)), "0.94 to 0.96", 0.94 <= np.mean(found) <= 0.96)
    assert np.min(found) > 0.92
