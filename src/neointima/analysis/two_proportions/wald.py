"""The textbook interval of a difference, wrong when events are rare: kept to reproduce papers that used it."""

from math import nan, sqrt

from neointima.analysis.statements.interval import Interval, normal_reach
from neointima.analysis.two_proportions.table import Table

METHOD = "Wald (too narrow when events are rare)"


def interval(table: Table, *, level: float = 0.95) -> Interval:
    """Limits d ± z √(p̂₁q̂₁/n₁ + p̂₂q̂₂/n₂); nan limits where that error is zero. Covers less than it says."""
    reach = normal_reach(level) * error(table) or nan
    return Interval(METHOD, table.difference, table.difference - reach, table.difference + reach, level)


def error(table: Table) -> float:
    """√(p̂₁q̂₁/n₁ + p̂₂q̂₂/n₂)."""
    return sqrt(sum(arm.rate * (1 - arm.rate) / arm.n for arm in (table.first, table.second)))
