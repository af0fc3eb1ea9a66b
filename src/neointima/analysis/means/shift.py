"""By how much are values of one group higher than those of another? Hodges and Lehmann's shift, with exact limits."""

from math import inf

import numpy as np

from neointima.analysis.means.exact_ranks import dealt, rank_sum_p, signed, signed_rank_p
from neointima.analysis.means.several_groups import Adjusted
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval, checked_level
from neointima.analysis.statements.null_words import ARMS
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

BETWEEN = "Hodges-Lehmann shift, exact Mann-Whitney"
WITHIN = "Hodges-Lehmann shift within animals, exact Wilcoxon"
# Sums of ranks are counted up to here; animal studies are far smaller.
MOST = 200


def shift_between(first: Array, second: Array, *, level: float = 0.95, names: tuple[str, str] = ARMS) -> Adjusted:
    """Median of all differences first − second; limits are the differences that the exact test lets stand.

    With ties the limits hold at least ``level``. Where no choice of ranks is rare enough they are −inf and inf.
    Source: Hodges & Lehmann, Ann Math Stat 1963;34:598; Lehmann, Nonparametrics, 1975, section 2.6.
    """
    _check(first, second, names)
    gaps = np.sort(np.subtract.outer(first, second).ravel())
    chances = dealt(range(1, first.size + second.size + 1), first.size)
    least = first.size * (first.size + 1) // 2
    span = _limits(BETWEEN, gaps, chances[least:], level=level)
    null = f"H0: the values of {names[0]} and {names[1]} come from one distribution"
    p_value, value = rank_sum_p(first, second), float(np.median(gaps))
    return Adjusted(Finding(BETWEEN, null, value, np.nan, np.nan, p_value, 2), span)


def shift_within(gaps: Array, *, level: float = 0.95, names: tuple[str, str] = ARMS) -> Adjusted:
    """Median of the means of all pairs of ``gaps``, each the first less the second of one block; exact limits."""
    _check(gaps, gaps, names)
    low, high = np.triu_indices(gaps.size)
    means = np.sort((gaps[low] + gaps[high]) / 2)
    span = _limits(WITHIN, means, signed(range(1, gaps.size + 1)), level=level)
    null = f"H0: {names[0]} exceeds {names[1]} within a block as often and as far as the other way round"
    return Adjusted(Finding(WITHIN, null, float(np.median(means)), np.nan, np.nan, signed_rank_p(gaps), 2), span)


def _limits(method: str, ordered: Array, chances: Array, *, level: float) -> Interval:
    """From the k-th smallest to the k-th largest, k the most for which each tail stays below half of α."""
    tails = np.cumsum(chances)
    k = int(np.searchsorted(tails, (1 - checked_level(level)) / 2, side="right"))
    middle = float(np.median(ordered))
    if k == 0:
        return Interval(method, middle, -inf, inf, level)
    return Interval(method, middle, float(ordered[k - 1]), float(ordered[-k]), level)


def _check(first: Array, second: Array, names: tuple[str, str]) -> None:
    if not (first.size and second.size and np.all(np.isfinite(first)) and np.all(np.isfinite(second))):
        raise Mistake(f"{names[0]} and {names[1]}: both need values, all of them numbers")
    if max(first.size, second.size) > MOST:
        raise Mistake(f"{names[0]} and {names[1]}: ranks of more than {MOST} values are not counted one by one")
