"""Score statistics of a table at a stated difference, ratio or odds ratio, and the intervals that invert them.

``factor`` multiplies the variance: 1 after Mee and Farrington & Manning, N/(N−1) after Miettinen & Nurminen.
"""

from collections.abc import Callable
from math import exp

import numpy as np
from scipy.optimize import brentq

from neointima.analysis.two_proportions.constrained import at_difference, at_odds_ratio, at_ratio
from neointima.analysis.two_proportions.table import Table
from neointima.quantities.kinds import Array

ROOT = 1e-12


def difference_z(table: Table, difference: float, *, factor: float) -> float:
    """(p̂₁ − p̂₂ − δ) / √(factor (p̃₁q̃₁/n₁ + p̃₂q̃₂/n₂)), rates with a tilde at the difference δ."""
    p, q = at_difference(_events(table), _n(table), difference)
    return _standardised(
        table.difference - difference, factor * (p * (1 - p) / table.first.n + q * (1 - q) / table.second.n)
    )


def ratio_z(table: Table, ratio: float, *, factor: float) -> float:
    """(p̂₁ − θp̂₂) / √(factor (p̃₁q̃₁/n₁ + θ²p̃₂q̃₂/n₂)), rates with a tilde at the ratio θ."""
    p, q = at_ratio(_events(table), _n(table), ratio)
    variance = p * (1 - p) / table.first.n + ratio**2 * q * (1 - q) / table.second.n
    return _standardised(table.first.rate - ratio * table.second.rate, factor * variance)


def odds_ratio_z(table: Table, odds_ratio: float, *, factor: float) -> float:
    """n₁(p̂₁ − p̃₁) √((1/(n₁p̃₁q̃₁) + 1/(n₂p̃₂q̃₂)) / factor), rates with a tilde at the odds ratio ψ."""
    p, q = at_odds_ratio(_events(table), _n(table), odds_ratio)
    n1, n2 = _n(table)
    inside = n1 * p * (1 - p), n2 * q * (1 - q)
    # 1/(1/a + 1/b) = ab/(a + b), which stays finite at the border.
    information = inside[0] * inside[1] / max(sum(inside), np.finfo(float).tiny)
    return _standardised(n1 * (table.first.rate - float(p)), information * factor)


def invert(
    z: Callable[[float], float], value: float, limits: tuple[float, float], *, reach: float
) -> tuple[float, float]:
    """Where the falling ``z`` crosses +reach below ``value`` and −reach above it; the border where it never does."""
    return _crossing(lambda x: z(x) - reach, limits[0], value), _crossing(lambda x: z(x) + reach, value, limits[1])


def invert_positive(z: Callable[[float], float], value: float, *, reach: float) -> tuple[float, float]:
    """The same for a ratio from 0 to inf; both borders where the table says nothing of it."""
    if np.isnan(value):
        return 0.0, np.inf
    middle = float(np.log(value)) if 0 < value < np.inf else 0.0
    lower = 0.0 if value == 0 else exp(_walked(lambda x: z(exp(x)) - reach, middle, -1.0))
    upper = np.inf if value == np.inf else exp(_walked(lambda x: z(exp(x)) + reach, middle, 1.0))
    return lower, upper


def _walked(f: Callable[[float], float], start: float, step: float) -> float:
    """Root of ``f`` outward from ``start``; for an estimate of 0 or inf it may lie on the other side of 1."""
    near, far = start, start + step
    while f(near) * step < 0:
        near -= 4 * step
    while f(far) * step > 0:
        near, step = far, 2 * step
        far = near + step
    return float(brentq(f, min(near, far), max(near, far), xtol=ROOT))


def _crossing(f: Callable[[float], float], low: float, high: float) -> float:
    if f(low) <= 0:
        return low
    if f(high) >= 0:
        return high
    return float(brentq(f, low, high, xtol=ROOT))


def _standardised(effect: float, variance: Array) -> float:
    """Effect over its error; without variance, nothing (0) or everything (± inf)."""
    if variance > 0:
        return float(effect / np.sqrt(variance))
    return float(np.sign(effect) * np.inf) if abs(effect) > ROOT else 0.0


def _events(table: Table) -> tuple[Array, Array]:
    return np.asarray(float(table.first.events)), np.asarray(float(table.second.events))


def _n(table: Table) -> tuple[float, float]:
    return float(table.first.n), float(table.second.n)
