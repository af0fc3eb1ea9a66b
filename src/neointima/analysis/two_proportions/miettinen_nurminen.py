"""Score test with the variance factor N/(N−1), and the intervals that invert it: difference, ratio, odds ratio."""

from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval, normal_reach
from neointima.analysis.two_proportions.against_margin import against_margin
from neointima.analysis.two_proportions.score import difference_z, invert, invert_positive, odds_ratio_z, ratio_z
from neointima.analysis.two_proportions.superiority import two_sided
from neointima.analysis.two_proportions.table import Table

METHOD = "Miettinen-Nurminen"


def interval(table: Table, *, level: float = 0.95) -> Interval:
    """All differences that the two-sided test keeps. Source: Miettinen & Nurminen, Stat Med 1985;4:213."""
    lower, upper = invert(
        lambda at: difference_z(table, at, factor=factor(table)),
        table.difference,
        (-1.0, 1.0),
        reach=normal_reach(level),
    )
    return Interval(METHOD, table.difference, lower, upper, level)


def ratio_interval(table: Table, *, level: float = 0.95) -> Interval:
    """All ratios of rates that the two-sided test keeps; 0 to inf where neither arm had an event."""
    lower, upper = invert_positive(
        lambda at: ratio_z(table, at, factor=factor(table)), table.ratio, reach=normal_reach(level)
    )
    return Interval(f"{METHOD}, ratio", table.ratio, lower, upper, level)


def odds_ratio_interval(table: Table, *, level: float = 0.95) -> Interval:
    """All odds ratios that the two-sided test keeps; 0 to inf where no arm, or every patient, had an event."""
    lower, upper = invert_positive(
        lambda at: odds_ratio_z(table, at, factor=factor(table)), table.odds_ratio, reach=normal_reach(level)
    )
    return Interval(f"{METHOD}, odds ratio", table.odds_ratio, lower, upper, level)


def superiority(table: Table) -> Finding:
    """Two-sided test of equal rates."""
    return two_sided(METHOD, table, difference_z(table, 0.0, factor=factor(table)))


def non_inferiority(table: Table, *, margin: float, direction: Direction) -> Finding:
    """One-sided test of a difference at the margin."""
    return against_margin(
        METHOD,
        table,
        lambda at: difference_z(table, at, factor=factor(table)),
        margin=margin,
        direction=direction,
    )


def factor(table: Table) -> float:
    """N/(N−1)."""
    return table.total / (table.total - 1)
