"""Newcombe's hybrid of two single-arm score intervals, and the non-inferiority test that it implies."""

from collections.abc import Callable
from math import hypot, inf, isclose

from scipy.optimize import brentq

from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval, normal_reach
from neointima.analysis.two_proportions.against_margin import against_margin
from neointima.analysis.two_proportions.one_arm import corrected_wilson_limits, wilson_limits
from neointima.analysis.two_proportions.table import Arm, Table

Limits = Callable[[Arm, float], tuple[float, float]]
FARTHEST = 40.0


def interval(table: Table, *, level: float = 0.95) -> Interval:
    """From d − √((p̂₁−l₁)² + (u₂−p̂₂)²) to d + √((u₁−p̂₁)² + (p̂₂−l₂)²), Wilson limits l, u of each arm.

    Source: Newcombe, Stat Med 1998;17:873, method 10.
    """
    return Interval(
        "Newcombe (method 10)", table.difference, *_limits(table, normal_reach(level), wilson_limits), level
    )


def corrected_interval(table: Table, *, level: float = 0.95) -> Interval:
    """The same from Wilson limits with continuity correction: method 11, wider and conservative."""
    limits = _limits(table, normal_reach(level), corrected_wilson_limits)
    return Interval("Newcombe with continuity (method 11)", table.difference, *limits, level)


def non_inferiority(table: Table, *, margin: float, direction: Direction) -> Finding:
    """P is the smallest one-sided level whose limit (method 10) stays on the good side of the margin."""
    return against_margin(
        "Newcombe (method 10)", table, lambda at: _z_at(table, at), margin=margin, direction=direction
    )


def _limits(table: Table, z: float, of_arm: Limits) -> tuple[float, float]:
    (l1, u1), (l2, u2) = of_arm(table.first, z), of_arm(table.second, z)
    d, p1, p2 = table.difference, table.first.rate, table.second.rate
    return max(d - hypot(p1 - l1, u2 - p2), -1.0), min(d + hypot(u1 - p1, p2 - l2), 1.0)


def _z_at(table: Table, at: float) -> float:
    """−z of the interval whose upper limit is ``at``, or +z of the one whose lower limit is."""
    if isclose(at, table.difference, abs_tol=1e-14):
        return 0.0
    side, sign = (1, -1) if at > table.difference else (0, 1)

    def miss(z: float) -> float:
        return sign * (_limits(table, z, wilson_limits)[side] - at)

    if miss(FARTHEST) >= 0:
        return sign * inf
    return sign * float(brentq(miss, 0.0, FARTHEST, xtol=1e-12))
