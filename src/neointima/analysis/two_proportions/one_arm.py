"""The rate of one arm: Wilson's score interval, with and without continuity correction, and the exact one."""

from math import sqrt

from scipy import stats

from neointima.analysis.statements.interval import Interval, checked_level, normal_reach
from neointima.analysis.two_proportions.table import Arm


def wilson(arm: Arm, *, level: float = 0.95) -> Interval:
    """All rates that the score test keeps. Source: Wilson, JASA 1927;22:209."""
    return Interval("Wilson", arm.rate, *wilson_limits(arm, normal_reach(level)), level)


def clopper_pearson(arm: Arm, *, level: float = 0.95) -> Interval:
    """All rates with at least (1 − level)/2 in both binomial tails.

    Source: Clopper & Pearson, Biometrika 1934;26:404.
    """
    (x, n), tail = arm, (1 - checked_level(level)) / 2
    lower = float(stats.beta.ppf(tail, x, n - x + 1)) if x else 0.0
    upper = float(stats.beta.isf(tail, x + 1, n - x)) if x < n else 1.0
    return Interval("Clopper-Pearson (exact)", arm.rate, lower, upper, level)


def wilson_limits(arm: Arm, z: float) -> tuple[float, float]:
    """(2x + z² ∓ z √(z² + 4xq̂)) / (2(n + z²))."""
    (x, n), q = arm, 1 - arm.rate
    reach, size = z * sqrt(z**2 + 4 * x * q), 2 * (n + z**2)
    return max((2 * x + z**2 - reach) / size, 0.0), min((2 * x + z**2 + reach) / size, 1.0)


def corrected_wilson_limits(arm: Arm, z: float) -> tuple[float, float]:
    """Wilson's limits with half an event of continuity.

    Source: Newcombe, Stat Med 1998;17:857, method 4.
    """
    (x, n), p, q, size = arm, arm.rate, 1 - arm.rate, 2 * (arm.n + z**2)
    down = z * sqrt(max(z**2 - 2 - 1 / n + 4 * p * (n * q + 1), 0.0))
    up = z * sqrt(max(z**2 + 2 - 1 / n + 4 * p * (n * q - 1), 0.0))
    lower = (2 * x + z**2 - 1 - down) / size if x else 0.0
    upper = (2 * x + z**2 + 1 + up) / size if x < n else 1.0
    return max(lower, 0.0), min(upper, 1.0)
