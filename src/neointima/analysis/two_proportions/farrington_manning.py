"""Score test of a difference at the margin, and Mee's interval, which inverts it."""

from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval, normal_reach
from neointima.analysis.two_proportions.against_margin import against_margin
from neointima.analysis.two_proportions.score import difference_z, invert
from neointima.analysis.two_proportions.table import Table


def interval(table: Table, *, level: float = 0.95) -> Interval:
    """All differences that the two-sided score test keeps. Source: Mee, Biometrics 1984;40:1175."""
    lower, upper = invert(
        lambda at: difference_z(table, at, factor=1.0), table.difference, (-1.0, 1.0), reach=normal_reach(level)
    )
    return Interval("Mee (Farrington-Manning inverted)", table.difference, lower, upper, level)


def non_inferiority(table: Table, *, margin: float, direction: Direction) -> Finding:
    """Score with the variance of the most likely rates that differ by exactly the margin.

    Source: Farrington & Manning, Stat Med 1990;9:1447.
    """
    return against_margin(
        "Farrington-Manning",
        table,
        lambda at: difference_z(table, at, factor=1.0),
        margin=margin,
        direction=direction,
    )
