"""A score of the table at the margin, read as a one-sided test of non-inferiority."""

from collections.abc import Callable

from scipy.special import ndtr

from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.null_words import POINTS, checked_margin, inferior
from neointima.analysis.two_proportions.table import Table


def against_margin(
    method: str, table: Table, z: Callable[[float], float], *, margin: float, direction: Direction
) -> Finding:
    """P = Φ(s z(s M)) for the ``z`` of a difference, with s = +1 where higher is worse and −1 where it is better."""
    words = null(table, margin, direction)
    statistic = direction.sign() * z(direction.sign() * margin)
    return Finding(method, words, table.difference, statistic, float("inf"), float(ndtr(statistic)), 1)


def null(table: Table, margin: float, direction: Direction) -> str:
    """The null hypothesis of non-inferiority, its ``margin`` checked and said in points."""
    points = round(100 * checked_margin(margin, most=1.0), 9)
    return inferior("rate", points, POINTS, direction=direction, arms=table.names)
