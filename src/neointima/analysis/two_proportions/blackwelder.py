"""Non-inferiority with the variance of the observed rates: anti-conservative when events are rare."""

from math import nan

from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.finding import Finding
from neointima.analysis.two_proportions import wald
from neointima.analysis.two_proportions.against_margin import against_margin
from neointima.analysis.two_proportions.table import Table

METHOD = "Blackwelder (anti-conservative with rare events)"


def non_inferiority(table: Table, *, margin: float, direction: Direction) -> Finding:
    """Score (d − M) / √(p̂₁q̂₁/n₁ + p̂₂q̂₂/n₂); nan where that error is zero.

    Source: Blackwelder, Control Clin Trials 1982;3:345.
    """
    error = wald.error(table) or nan
    return against_margin(METHOD, table, lambda at: (table.difference - at) / error, margin=margin, direction=direction)
