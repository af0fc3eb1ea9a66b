"""One difference, ratio or odds ratio for many strata, weighted after Mantel and Haenszel, and their test."""

from collections.abc import Sequence
from math import exp, inf, log, nan, sqrt

import numpy as np
from scipy.special import ndtr

from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval, normal_reach
from neointima.analysis.statements.null_words import no_difference
from neointima.analysis.two_proportions.table import Table
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array


def difference(strata: Sequence[Table], *, level: float = 0.95) -> Interval:
    """Σ (n₁n₂/N) d / Σ n₁n₂/N with Sato's variance, right for few large and for many small strata.

    Source: Sato, Biometrics 1989;45:1323. No limits (nan) where nobody, or everybody, had an event.
    """
    x, m, y, n, total = _columns(strata)
    weight = np.sum(m * n / total)
    value = float(np.sum((x * n - y * m) / total) / weight)
    p = np.sum((m**2 * y - n**2 * x + m * n * (n - m) / 2) / total**2)
    q = np.sum((x * (n - y) + y * (m - x)) / (2 * total))
    reach = normal_reach(level) * sqrt(max(float(value * p + q), 0.0)) / float(weight) or nan
    return Interval("Mantel-Haenszel difference (Sato)", value, value - reach, value + reach, level)


def ratio(strata: Sequence[Table], *, level: float = 0.95) -> Interval:
    """Σ x₁n₂/N / Σ x₂n₁/N, interval on the log scale. Source: Greenland & Robins, Biometrics 1985;41:55."""
    x, m, y, n, total = _columns(strata)
    top, bottom = float(np.sum(x * n / total)), float(np.sum(y * m / total))
    variance = float(np.sum((m * n * (x + y) - x * y * total) / total**2))
    return _on_log_scale("Mantel-Haenszel ratio", (top, bottom), variance / (top * bottom or nan), level=level)


def odds_ratio(strata: Sequence[Table], *, level: float = 0.95) -> Interval:
    """Σ x₁(n₂−x₂)/N / Σ x₂(n₁−x₁)/N, interval on the log scale.

    Source: Mantel & Haenszel 1959; variance of Robins, Breslow & Greenland, Biometrics 1986;42:311.
    """
    x, m, y, n, total = _columns(strata)
    r, s = x * (n - y) / total, y * (m - x) / total
    p, q = (x + n - y) / total, (y + m - x) / total
    top, bottom = float(r.sum()), float(s.sum())
    parts = (np.sum(p * r), top**2), (np.sum(p * s + q * r), top * bottom), (np.sum(q * s), bottom**2)
    variance = sum(float(part) / (2 * scale or nan) for part, scale in parts)
    return _on_log_scale("Mantel-Haenszel odds ratio", (top, bottom), variance, level=level)


def superiority(strata: Sequence[Table], *, continuity: float = 0.0) -> Finding:
    """Score Σ(x₁ − n₁(x₁+x₂)/N) / √Σ n₁n₂ s(N−s)/(N²(N−1)), two-sided; R subtracts a ``continuity`` of 0.5."""
    x, m, y, n, total = _columns(strata)
    s = x + y
    excess = float(np.sum(x - m * s / total))
    spread = sqrt(float(np.sum(m * n * s * (total - s) / (total**2 * np.maximum(total - 1, 1)))))
    z = float(np.sign(excess)) * max(abs(excess) - continuity, 0.0) / spread if spread else 0.0
    null = f"{no_difference('rate', strata[0].names)} in every stratum"
    return Finding("Cochran-Mantel-Haenszel", null, difference(strata).value, z, inf, float(2 * ndtr(-abs(z))), 2)


def _columns(strata: Sequence[Table]) -> tuple[Array, Array, Array, Array, Array]:
    """Events and patients of the first arms, of the second, and all patients."""
    if not strata:
        raise Mistake("strata: none given; a stratified method needs at least one table")
    x, m, y, n = np.array([[*one.first, *one.second] for one in strata], float).T
    return x, m, y, n, m + n


def _on_log_scale(method: str, parts: tuple[float, float], variance: float, *, level: float) -> Interval:
    top, bottom = parts
    if not (top and bottom):
        value = nan if top == bottom else (inf if top else 0.0)
        return Interval(method, value, 0.0, inf, level)
    reach = normal_reach(level) * sqrt(variance)
    middle = log(top / bottom)
    return Interval(method, top / bottom, exp(middle - reach), exp(middle + reach), level)
