"""Score interval of a ratio of rates, without the factor N/(N−1)."""

from neointima.analysis.statements.interval import Interval, normal_reach
from neointima.analysis.two_proportions.score import invert_positive, ratio_z
from neointima.analysis.two_proportions.table import Table


def ratio_interval(table: Table, *, level: float = 0.95) -> Interval:
    """All ratios that the chi-square keeps; 0 to inf where neither arm had an event.

    Source: Koopman, Biometrics 1984;40:513.
    """
    lower, upper = invert_positive(lambda at: ratio_z(table, at, factor=1.0), table.ratio, reach=normal_reach(level))
    return Interval("Koopman, ratio", table.ratio, lower, upper, level)
