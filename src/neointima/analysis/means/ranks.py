"""Groups compared by the ranks of their values: Kruskal-Wallis for several, Mann-Whitney for two."""

from collections.abc import Mapping

import numpy as np
from scipy import stats

from neointima.analysis.means.several_groups import Together, checked
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.null_words import ARMS
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

EXACT_UP_TO = 50


def kruskal_wallis(groups: Mapping[str, Array]) -> Together:
    """H corrected for ties, P from chi-square. Source: Kruskal & Wallis, JASA 1952;47:583."""
    found = stats.kruskal(*checked(groups))
    null = "H0: the values of all groups come from one distribution"
    return Together("Kruskal-Wallis", null, float(found.statistic), len(groups) - 1, np.nan, float(found.pvalue))


def mann_whitney(first: Array, second: Array, *, names: tuple[str, str] = ARMS) -> Finding:
    """Pairs in which the first is larger; exact P without ties up to 50 values each, else normal with continuity.

    The estimate is the share of such pairs, ties counted half. Source: Mann & Whitney, Ann Math Stat 1947;18:50.
    """
    both = np.concatenate([first, second])
    if not (first.size and second.size and np.all(np.isfinite(both))):
        raise Mistake(f"{names[0]} and {names[1]}: both need values, all of them numbers")
    exact = np.unique(both).size == both.size and max(first.size, second.size) < EXACT_UP_TO
    found = stats.mannwhitneyu(first, second, method="exact" if exact else "asymptotic")
    null = f"H0: a value of {names[0]} exceeds one of {names[1]} as often as not"
    share, p_value = float(found.statistic) / (first.size * second.size), float(found.pvalue)
    if np.ptp(both) == 0:
        p_value = 1.0
    df = np.nan if exact else np.inf
    return Finding(
        f"Mann-Whitney, {'exact' if exact else 'normal'}", null, share, float(found.statistic), df, p_value, 2
    )
