"""Wald's interval after one event and one non-event are added to each arm."""

from math import sqrt

from neointima.analysis.statements.interval import Interval, normal_reach
from neointima.analysis.two_proportions.table import Table


def interval(table: Table, *, level: float = 0.95) -> Interval:
    """d̃ ± z √(p̃₁q̃₁/(n₁+2) + p̃₂q̃₂/(n₂+2)) with p̃ = (x+1)/(n+2), cut at ±1; ``value`` is the observed difference.

    Source: Agresti & Caffo, Am Stat 2000;54:280.
    """
    sizes = [arm.n + 2 for arm in (table.first, table.second)]
    rates = [(arm.events + 1) / size for arm, size in zip((table.first, table.second), sizes, strict=True)]
    middle = rates[0] - rates[1]
    error = sqrt(sum(rate * (1 - rate) / size for rate, size in zip(rates, sizes, strict=True)))
    reach = normal_reach(level) * error
    lower, upper = max(middle - reach, -1.0), min(middle + reach, 1.0)
    return Interval("Agresti-Caffo", table.difference, lower, upper, level)
