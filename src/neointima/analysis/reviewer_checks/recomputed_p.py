"""P from printed summaries: the value, and the range that the rounding of what is printed allows."""

from collections.abc import Callable
from itertools import product
from math import sqrt
from typing import NamedTuple

import numpy as np
from scipy.special import stdtr

from neointima.analysis import Summary
from neointima.analysis.means.pooled_t import pooled_t
from neointima.analysis.means.welch import welch
from neointima.analysis.reviewer_checks.printed import Printed
from neointima.analysis.statements.direction import Direction
from neointima.analysis.two_proportions.constrained import at_difference


class Recomputed(NamedTuple):
    """P at the printed values, and the smallest and largest that round to the same print."""

    value: float
    lower: float
    upper: float


class PrintedMean(NamedTuple):
    """Mean and standard deviation of an arm as printed, and its number."""

    mean: Printed
    sd: Printed
    n: float


class PrintedRate(NamedTuple):
    """Percentage of an arm as printed, and its number."""

    percentage: Printed
    n: float


PrintedArm = PrintedMean | PrintedRate


def superiority(first: PrintedArm, second: PrintedArm) -> Recomputed:
    """Two-sided: Welch's t for means, the pooled z for rates."""
    return _ranged(first, second, _two_sided)


def superiority_of_one_spread(first: PrintedMean, second: PrintedMean) -> Recomputed:
    """Two-sided, by the t test that takes the spreads as equal, as many papers print it."""
    return _ranged(first, second, _two_sided_pooled)


def non_inferiority(first: PrintedArm, second: PrintedArm, *, margin: float, direction: Direction) -> Recomputed:
    """One-sided against the margin, in the unit printed: Welch's t for means, Farrington and Manning's z for rates."""
    sign = direction.sign()

    def one_sided(one: Summary, other: Summary) -> float:
        t, df = _statistic(one, other, sign * margin)
        return float(stdtr(df, sign * t))

    return _ranged(first, second, one_sided)


def _ranged(first: PrintedArm, second: PrintedArm, p: Callable[[Summary, Summary], float]) -> Recomputed:
    """P at the values and at every corner of what rounds to them; between the corners P only rises or falls.

    But where a rounded difference may be zero, a two-sided P may be 1.
    """
    value = p(_summary(first), _summary(second))
    pairs = list(product(_corners(first), _corners(second)))
    found = [value, *(p(one, other) for one, other in pairs)]
    signs = {bool(one.mean > other.mean) for one, other in pairs}
    return Recomputed(value, min(found), 1.0 if len(signs) == 2 and p in TWO_SIDED else max(found))


def _two_sided(first: Summary, second: Summary) -> float:
    t, df = _statistic(first, second, 0.0)
    return float(2 * stdtr(df, -abs(t)))


def _two_sided_pooled(first: Summary, second: Summary) -> float:
    return pooled_t(first, second).superiority().p_value


TWO_SIDED = (_two_sided, _two_sided_pooled)


def _statistic(first: Summary, second: Summary, null: float) -> tuple[float, float]:
    """Student's t and its degrees of freedom; rates come in percent, with a nan for their spread, and give a normal."""
    if np.isnan(first.sd):
        return _z_of_rates(first, second, null), np.inf
    contrast = welch(first, second)
    return (contrast.difference - null) / contrast.error, contrast.df


def _z_of_rates(first: Summary, second: Summary, null: float) -> float:
    """Score of the difference, for rates that need not be counts."""
    p, q = (min(max(arm.mean / 100, 0.0), 1.0) for arm in (first, second))
    rates = at_difference((np.asarray(p * first.n), np.asarray(q * second.n)), (first.n, second.n), null / 100)
    a, b = map(float, rates)
    error = sqrt(a * (1 - a) / first.n + b * (1 - b) / second.n)
    return (p - q - null / 100) / error if error else 0.0


def _summary(arm: PrintedArm) -> Summary:
    if isinstance(arm, PrintedRate):
        return Summary(arm.percentage.value, np.nan, arm.n)
    return Summary(arm.mean.value, arm.sd.value, arm.n)


def _corners(arm: PrintedArm) -> list[Summary]:
    if isinstance(arm, PrintedRate):
        return [Summary(value, np.nan, arm.n) for value in arm.percentage.corners()]
    return [Summary(mean, max(sd, 0.0), arm.n) for mean, sd in product(arm.mean.corners(), arm.sd.corners())]
