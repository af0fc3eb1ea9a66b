"""Exact unconditional test and interval: every table that could have been, at the nuisance rate that suits the null.

Tables are ordered by the score statistic of the difference (Chan 1998; Chan & Zhang 1999). No normal approximation.
Work grows with n₁n₂: at 1000 against 1000 patients about a second for a test and two minutes for an interval.
"""

from math import nan
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval, checked_level
from neointima.analysis.two_proportions.against_margin import null
from neointima.analysis.two_proportions.constrained import at_difference
from neointima.analysis.two_proportions.score import difference_z
from neointima.analysis.two_proportions.table import Table
from neointima.quantities.kinds import Array, Marks

METHOD = "exact unconditional (Chan-Zhang)"
NUISANCE_POINTS = 201
SCAN_POINTS = 81
HALVINGS = 20
TIE = 1e-9


def non_inferiority(table: Table, *, margin: float, direction: Direction) -> Finding:
    """P is the largest chance, over all rates that differ by the margin, of a score as good as this or better.

    Source: Chan, Stat Med 1998;17:1403.
    """
    words, sign = null(table, margin, direction), direction.sign()
    score = sign * difference_z(table, sign * margin, factor=1.0)
    return Finding(METHOD, words, table.difference, score, nan, tail(table, sign * margin, sign=-sign), 1)


def interval(table: Table, *, level: float = 0.95) -> Interval:
    """All differences that neither one-sided test rejects at (1 − level)/2: covers at least ``level``, always.

    Where P is not monotone in the difference, the outermost difference kept is the limit; found on a grid of
    1/40, then halved to 1e-8. Source: Chan & Zhang, Biometrics 1999;55:1202.
    """
    alpha = (1 - checked_level(level)) / 2
    lower, upper = (_limit(table, alpha, sign) for sign in (1, -1))
    return Interval(METHOD, table.difference, lower, upper, level)


def tail(table: Table, difference: float, *, sign: int) -> float:
    """Largest chance, over rates that differ by ``difference``, of a score at least (``sign`` +1) or at most this."""
    extreme = _extreme(table, difference, sign)
    low, high = max(0.0, difference), min(1.0, 1 + difference)
    rates = np.linspace(low, high, NUISANCE_POINTS)
    chances = _chances(table, extreme, _Rates(rates, difference))
    best, step = rates[np.argmax(chances)], (high - low) / (NUISANCE_POINTS - 1)
    near = np.linspace(max(low, best - step), min(high, best + step), NUISANCE_POINTS)
    return min(1.0, float(max(chances.max(), _chances(table, extreme, _Rates(near, difference)).max())))


class _Rates(NamedTuple):
    first: Array
    difference: float


def _chances(table: Table, extreme: Marks, rates: _Rates) -> Array:
    """Chance of the ``extreme`` tables at each rate of the first arm."""
    (_, m), (_, n), _ = table
    first = _binomial(m, rates.first)
    second = _binomial(n, np.clip(rates.first - rates.difference, 0.0, 1.0))
    return np.sum((first @ extreme) * second, axis=1)


def _binomial(n: int, rates: Array) -> Array:
    """Chance of 0 to ``n`` events, of shape (rates, n + 1)."""
    x, p = np.arange(n + 1.0), rates[:, None]
    chance: Array = np.exp(gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1) + xlogy(x, p) + xlog1py(n - x, -p))
    return chance


def _extreme(table: Table, difference: float, sign: int) -> Marks:
    """Tables, of shape (n₁ + 1, n₂ + 1), whose score lies as far out as this one's."""
    (a, m), (b, n), _ = table
    x, y = np.arange(m + 1.0)[:, None], np.arange(n + 1.0)[None, :]
    p, q = at_difference((x, y), (m, n), difference)
    error = np.sqrt(p * (1 - p) / m + q * (1 - q) / n)
    effect = x / m - y / n - difference
    certain = np.where(np.abs(effect) > TIE, np.copysign(np.inf, effect), 0.0)
    z = np.divide(effect, error, out=certain, where=error > TIE)
    return sign * z >= sign * z[a, b] - TIE * (1 + abs(z[a, b])) if np.isfinite(z[a, b]) else z == z[a, b]


def _limit(table: Table, alpha: float, sign: int) -> float:
    """The outermost difference kept: the lower limit for ``sign`` +1, the upper for −1."""
    border = -float(sign)
    grid = np.linspace(border, table.difference, SCAN_POINTS)
    kept = next((i for i, at in enumerate(grid) if tail(table, at, sign=sign) > alpha), SCAN_POINTS - 1)
    if kept == 0:
        return border
    out, inside = float(grid[kept - 1]), float(grid[kept])
    for _ in range(HALVINGS):
        middle = (out + inside) / 2
        out, inside = (out, middle) if tail(table, middle, sign=sign) > alpha else (middle, inside)
    return inside
