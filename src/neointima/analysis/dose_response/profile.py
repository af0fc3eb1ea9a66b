"""Profile-likelihood limits of a potency, compiled."""

import numpy as np

from neointima.analysis.dose_response.least_squares import (
    FREE,
    Data,
    Hold,
    Layout,
    descend,
    normal,
    potency,
    potency_slopes,
    solve,
)
from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array

FARTHEST = 25.0
SHORTEST, LONGEST = 0.01, 3.0
CLOSE = 5e-4


@compiled
def interval(
    data: Data, layout: Layout, theta: Array, hold: Hold, known: tuple[float, float, float]
) -> tuple[float, float, float]:
    """The potency at the best parameters ``theta`` and its two limits; ``known`` is their misfit, s² and t.

    The first step to each side is t standard errors from the expected information.
    """
    least, variance, t = known
    value = potency(layout, theta, hold)
    if not np.isfinite(value):
        return np.nan, np.nan, np.nan
    slopes = potency_slopes(layout, theta, hold)
    error = np.sqrt(max(np.sum(slopes * solve(normal(data, layout, theta, FREE)[0], slopes)) * variance, 0.0))
    step = min(max(t * error, SHORTEST), LONGEST) if np.isfinite(error) else 1.0
    held, allowed = _held(hold, value), t * t * variance
    low = limit(data, layout, theta, held, (least, allowed, -step))
    return value, low, limit(data, layout, theta, held, (least, allowed, step))


@compiled
def limit(data: Data, layout: Layout, theta: Array, hold: Hold, known: tuple[float, float, float]) -> float:
    """The held value on one side at which the misfit has risen by what is allowed.

    Starts at ``hold.value`` with the best parameters ``theta``; ``known`` is their misfit, the rise allowed and the
    first step, whose sign is the side. Infinite where the misfit never rises so far. ζ is the square root of the rise
    over what is allowed, nearly a straight line in the held value, and is brought to 1 within 5e-4.
    """
    least, allowed, step = known
    near, near_rise, far, far_rise = 0.0, 0.0, step, 0.0
    warm = theta.copy()
    for _ in range(60):
        found, after, _ = descend(data, layout, warm, _held(hold, hold.value + far))
        far_rise = np.sqrt(max(after - least, 0.0) / allowed)
        if far_rise >= 1:
            break
        near, near_rise, warm = far, far_rise, found
        if abs(far) >= FARTHEST:
            return np.sign(step) * np.inf
        grown = min(max(1.05 / max(far_rise, 0.05), 1.15), 3.0) * far
        far = np.sign(step) * min(abs(grown), FARTHEST)
    return hold.value + _between(data, layout, warm, hold, np.array([allowed, least, near, near_rise, far, far_rise]))


@compiled
def _between(data: Data, layout: Layout, warm: Array, hold: Hold, known: Array) -> float:
    """Where ζ crosses 1 between a near and a far value, by false position with a middle step now and then."""
    allowed, least, near, near_rise, far, far_rise = known
    for count in range(60):
        if not np.isfinite(far_rise) or far_rise > 10 or count % 4 == 3:
            middle = (near + far) / 2
        else:
            middle = near + (far - near) * (1 - near_rise) / (far_rise - near_rise)
        found, after, _ = descend(data, layout, warm, _held(hold, hold.value + middle))
        rise = np.sqrt(max(after - least, 0.0) / allowed)
        if abs(rise - 1) < CLOSE or abs(far - near) < 1e-9:
            return middle
        if rise < 1:
            near, near_rise, warm = middle, rise, found
        else:
            far, far_rise = middle, rise
    return (near + far) / 2


@compiled
def _held(hold: Hold, value: float) -> Hold:
    return Hold(hold.place, hold.first, hold.second, hold.relative, hold.level, value)
