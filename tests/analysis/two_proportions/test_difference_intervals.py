"""Intervals of a difference of rates: published tables, the cases of the peers, mirrored arms, coverage by enumeration."""

import numpy as np
import pytest
from scipy import stats
from tests.analysis.reference_cases import Case

from neointima.analysis.two_proportions import (
    agresti_caffo,
    exact,
    farrington_manning,
    miettinen_nurminen,
    newcombe,
    wald,
)
from neointima.analysis.two_proportions.score import difference_z
from neointima.analysis.two_proportions.table import table

# Newcombe, Stat Med 1998;17:873, Table II: methods 5 (Mee), 6 (Miettinen-Nurminen), 10 and 11, to four decimals.
METHODS = (
    farrington_manning.interval,
    miettinen_nurminen.interval,
    newcombe.interval,
    newcombe.corrected_interval,
)
NEWCOMBE_1998 = {
    ((56, 70), (48, 80)): ((0.0533, 0.3377), (0.0528, 0.3382), (0.0524, 0.3339), (0.0428, 0.3422)),
    ((9, 10), (3, 10)): ((0.1821, 0.8370), (0.1700, 0.8406), (0.1705, 0.8090), (0.1013, 0.8387)),
    ((6, 7), (2, 7)): ((0.0544, 0.8478), (0.0342, 0.8534), (0.0582, 0.8062), (-0.0290, 0.8423)),
    ((5, 56), (0, 29)): ((-0.0313, 0.1926), (-0.0326, 0.1933), (-0.0381, 0.1926), (-0.0667, 0.2037)),
    ((0, 10), (0, 20)): ((-0.1611, 0.2775), (-0.1658, 0.2844), (-0.1611, 0.2775), (-0.2005, 0.3445)),
    ((0, 10), (0, 10)): ((-0.2775, 0.2775), (-0.2879, 0.2879), (-0.2775, 0.2775), (-0.3445, 0.3445)),
    ((10, 10), (0, 20)): ((0.7225, 1.0), (0.7156, 1.0), (0.6791, 1.0), (0.6014, 1.0)),
    ((10, 10), (0, 10)): ((0.6777, 1.0), (0.6636, 1.0), (0.6075, 1.0), (0.5128, 1.0)),
}
EVERY = (*METHODS, wald.interval, agresti_caffo.interval)
NAME = {"MN": miettinen_nurminen.interval, "Mee": farrington_manning.interval, "Newcombe": newcombe.interval}
SIZES = ((25, 25), (28, 14))
RATES = np.linspace(0.1, 0.9, 9)


def called(method):
    return f"{method.__module__.rsplit('.', 1)[1]}_{method.__name__}"


@pytest.mark.parametrize("counts", NEWCOMBE_1998)
def test_limits_of_newcombe_1998(counts):
    """Printed to four decimals."""
    for method, printed in zip(METHODS, NEWCOMBE_1998[counts], strict=True):
        assert method(table(*counts))[2:4] == pytest.approx(printed, abs=5.1e-5), called(method)


def test_limits_of_ratesci():
    case = Case("ST01")
    for row in case.table("tables.csv"):
        counts = table((int(row["x1"]), int(row["n1"])), (int(row["x2"]), int(row["n2"])))
        for name, method in NAME.items():
            case.check(f"{row['id']}_{name}_lo", method(counts).lower)
            case.check(f"{row['id']}_{name}_hi", method(counts).upper)
    case.all_checked()


@pytest.mark.parametrize("method", EVERY, ids=called)
@pytest.mark.parametrize("counts", NEWCOMBE_1998)
def test_swapped_arms_give_the_mirrored_interval(method, counts):
    """Root finding to 1e-12."""
    one, other = table(*counts), table(*reversed(counts))
    assert method(other)[1:4] == pytest.approx(method(one).mirrored()[1:4], abs=1e-9, nan_ok=True)


def test_swapped_arms_give_the_mirrored_exact_interval():
    """Halved to 1e-8."""
    one, other = table((6, 7), (2, 9)), table((2, 9), (6, 7))
    assert exact.interval(other)[1:4] == pytest.approx(exact.interval(one).mirrored()[1:4], abs=1e-7)


@pytest.fixture(scope="module")
def coverage():
    """Share of tables, each with its binomial chance, whose interval holds the true difference: shape (81,)."""
    known = {}

    def share(method, n):
        if (method, n) not in known:
            known[method, n] = enumerate_coverage(method, n)
        return known[method, n]

    return share


def enumerate_coverage(method, n):
    shares = np.array([[method(table((x, n[0]), (y, n[1])))[2:4] for y in range(n[1] + 1)] for x in range(n[0] + 1)])
    chances = [stats.binom.pmf(np.arange(size + 1), size, RATES[:, None]) for size in n]
    truth = RATES[:, None] - RATES
    found = []
    for i, j in np.ndindex(truth.shape):
        holds = (shares[..., 0] <= truth[i, j] + 1e-9) & (truth[i, j] - 1e-9 <= shares[..., 1])
        found.append(chances[0][i] @ holds @ chances[1][j])
    return np.array(found)


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize(
    "method",
    [miettinen_nurminen.interval, farrington_manning.interval, newcombe.interval, agresti_caffo.interval],
    ids=called,
)
def test_intervals_that_promise_95_on_average_cover_94_to_96(method, n, coverage, claim):
    mean, least = coverage(method, n).mean(), coverage(method, n).min()
    claim(
        f"{called(method)}: mean coverage at n = {n[0]}, {n[1]}, rates 0.1 to 0.9",
        mean,
        "0.94 to 0.96",
        0.94 <= mean <= 0.96,
    )
    assert least > 0.92


@pytest.mark.parametrize("n", SIZES)
def test_newcombe_with_continuity_covers_more_than_it_says(n, coverage):
    assert coverage(newcombe.corrected_interval, n).min() > 0.95


@pytest.mark.parametrize("n", SIZES)
def test_wald_covers_less_than_it_says(n, coverage):
    """Why it is named so: below 94 % on average."""
    assert coverage(wald.interval, n).mean() < 0.94
    assert coverage(wald.interval, n).mean() < coverage(farrington_manning.interval, n).mean()


def test_the_exact_interval_covers_at_least_95_everywhere():
    """All tables of 4 against 3, at 21 × 21 rates; the limits are exact to 1e-8."""
    limits = np.array([[exact.interval(table((x, 4), (y, 3)))[2:4] for y in range(4)] for x in range(5)])
    rates = np.linspace(0, 1, 21)
    first, second = (stats.binom.pmf(np.arange(size + 1), size, rates[:, None]) for size in (4, 3))
    for i, j in np.ndindex(21, 21):
        truth = rates[i] - rates[j]
        holds = (limits[..., 0] <= truth + 1e-7) & (truth - 1e-7 <= limits[..., 1])
        assert first[i] @ holds @ second[j] >= 0.95


@pytest.mark.parametrize("counts", [((9, 10), (3, 10)), ((1, 12), (0, 7)), ((5, 6), (6, 9))])
def test_exact_limits_are_where_brute_force_stops_rejecting(counts):
    """Tables by the score, chances on 4001 nuisance rates, differences every 0.002 outward of each limit."""
    (a, m), (b, n) = counts
    own = exact.interval(table(*counts))

    def largest(difference, sign):
        z = np.array(
            [[difference_z(table((x, m), (y, n)), difference, factor=1.0) for y in range(n + 1)] for x in range(m + 1)]
        )
        extreme = sign * z >= sign * z[a, b] - 1e-9
        rates = np.linspace(max(0, difference), min(1, 1 + difference), 4001)
        first = stats.binom.pmf(np.arange(m + 1), m, rates[:, None])
        second = stats.binom.pmf(np.arange(n + 1), n, np.clip(rates - difference, 0, 1)[:, None])
        return np.max(np.sum((first @ extreme) * second, axis=1))

    for limit, sign in ((own.lower, 1), (own.upper, -1)):
        assert largest(limit, sign) == pytest.approx(exact.tail(table(*counts), limit, sign=sign), abs=1e-7)
        assert largest(limit + sign * 1e-6, sign) > 0.025 - 1e-7
        outward = limit - sign * np.append(1e-6, np.arange(0.002, 0.1, 0.008))
        assert all(largest(at, sign) <= 0.025 for at in outward if abs(at) < 1)


def test_the_exact_interval_holds_the_score_interval_of_a_small_table():
    """Wider here, and both around the observed difference."""
    counts = table((9, 10), (3, 10))
    own, score = exact.interval(counts), miettinen_nurminen.interval(counts)
    assert own.lower < score.lower < own.value < score.upper < own.upper


def test_no_event_anywhere_leaves_wald_without_limits_and_the_others_with_them():
    none = table((0, 10), (0, 10))
    assert np.isnan(wald.interval(none)[2:4]).all()
    for method in (*METHODS, agresti_caffo.interval, exact.interval):
        found = method(none)
        assert -1 < found.lower < 0 < found.upper < 1


def test_more_confidence_is_wider():
    counts = table((9, 40), (3, 35))
    for method in EVERY:
        wide, narrow = method(counts, level=0.99), method(counts, level=0.9)
        assert wide.lower < narrow.lower < narrow.upper < wide.upper
