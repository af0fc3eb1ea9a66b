"""Mantel–Haenszel: one effect from the counts of many trials, with no zero cell filled.

Nan where no trial has the events that the measure needs. ``weights`` are the shares of each trial in the denominator.
"""

import numpy as np

from neointima.analysis.pooling.counts import TwoByTwo
from neointima.analysis.pooling.pooled import Pooled, interval
from neointima.quantities.kinds import Array


def mantel_haenszel_risk_ratio(tables: TwoByTwo, *, level: float = 0.95) -> Pooled:
    """Log of Σ a n₂/N over Σ c n₁/N. Variance of Greenland and Robins, Biometrics 1985;41:55."""
    a, _, c, _ = tables.cells()
    n, m = tables.n_first, tables.n_second
    total = n + m
    first, second = a * m / total, c * n / total
    spread = (n * m * (a + c) / total**2 - a * c / total).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(spread / (first.sum() * second.sum()))
        return _pooled((np.log(first.sum() / second.sum()), error), second, "risk ratio", level=level)


def mantel_haenszel_odds_ratio(tables: TwoByTwo, *, level: float = 0.95) -> Pooled:
    """Log of Σ ad/N over Σ bc/N. Variance of Robins, Breslow and Greenland, Biometrics 1986;42:311."""
    a, b, c, d = tables.cells()
    total = a + b + c + d
    agree, differ = (a + d) / total, (b + c) / total
    first, second = a * d / total, b * c / total
    r, s = first.sum(), second.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = (agree @ first / r**2, (agree @ second + differ @ first) / (r * s), differ @ second / s**2)
        error = np.sqrt(sum(parts) / 2)
        return _pooled((np.log(r / s), error), second, "odds ratio", level=level)


def mantel_haenszel_risk_difference(tables: TwoByTwo, *, level: float = 0.95) -> Pooled:
    """Σ (a n₂ − c n₁)/N over Σ n₁n₂/N. Variance of Greenland and Robins, Biometrics 1985;41:55."""
    a, b, c, d = tables.cells()
    n, m = tables.n_first, tables.n_second
    total = n + m
    weights = n * m / total
    value = ((a * m - c * n) / total).sum() / weights.sum()
    spread = ((a * b * m**3 + c * d * n**3) / (n * m * total**2)).sum()
    return _pooled((value, np.sqrt(spread) / weights.sum()), weights, "risk difference", level=level)


def _pooled(found: tuple[float, float], weights: Array, measure: str, *, level: float) -> Pooled:
    value, error = (float(one) for one in found)
    known = np.isfinite(value) and np.isfinite(error) and error > 0
    shown = interval((value, error if known else np.nan), weights, level=level)
    return shown._replace(method=f"Mantel–Haenszel {measure}")
