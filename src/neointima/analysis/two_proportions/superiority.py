"""Do two rates differ? The score test, which is the chi-square without continuity correction, and Fisher's."""

from math import copysign, inf, nan, sqrt

from scipy import stats
from scipy.special import ndtr

from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.null_words import no_difference
from neointima.analysis.two_proportions.score import difference_z
from neointima.analysis.two_proportions.table import Table


def score(table: Table) -> Finding:
    """Score d / √(p̄q̄(1/n₁ + 1/n₂)), two-sided; z² is Pearson's chi-square. P = 1 where all or none had the event."""
    return two_sided("score (chi-square)", table, difference_z(table, 0.0, factor=1.0))


def yates(table: Table) -> Finding:
    """Chi-square with half a patient of continuity, as many papers print it; conservative.

    Source: Yates, J R Stat Soc Suppl 1934;1:217.
    """
    (a, m), (b, n), _ = table
    far = max(abs(a / m - b / n) - (1 / m + 1 / n) / 2, 0.0)
    p = (a + b) / (m + n)
    error = sqrt(p * (1 - p) * (1 / m + 1 / n))
    return two_sided(
        "chi-square with Yates's correction", table, copysign(far / error, table.difference) if error else 0.0
    )


def fisher(table: Table) -> Finding:
    """Exact P given both margins: all tables no more likely than this one. Source: Fisher 1935."""
    (a, m), (b, n), names = table
    p_value = float(stats.fisher_exact([[a, m - a], [b, n - b]]).pvalue)
    return Finding("Fisher exact", no_difference("rate", names), table.difference, nan, nan, p_value, 2)


def two_sided(method: str, table: Table, z: float) -> Finding:
    """A normal statistic read in both tails."""
    return Finding(method, no_difference("rate", table.names), table.difference, z, inf, float(2 * ndtr(-abs(z))), 2)
