"""Where a search for the best curve begins, compiled."""

import numpy as np

from neointima.analysis.dose_response.least_squares import FREE, Data, Layout, descend
from neointima.analysis.dose_response.shapes import BRAIN_COUSENS, LOGISTIC, C, D, curve
from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array

SLOPES = np.array([-5.0, -2.0, -0.8, 0.8, 2.0, 5.0])
MIDDLES = 9
BEST = 2


@compiled
def search(data: Data, layout: Layout) -> tuple[Array, float, bool]:
    """The best fit of one curve, from the most promising of a grid of slopes and middles.

    At each grid point the limits follow by linear least squares, so a start is never far off.
    """
    candidates = grid(data, layout)
    best, least, rested = candidates[0, 1:], np.inf, False
    for k in range(candidates.shape[0]):
        if np.isfinite(candidates[k, 0]):
            theta, after, still = descend(data, layout, candidates[k, 1:], FREE)
            if after < least * (1 - 1e-12) or not np.isfinite(least):
                best, least, rested = theta, after, still
    return best, least, rested


@compiled
def grid(data: Data, layout: Layout) -> Array:
    """The BEST starting points, shape (BEST, 1 + parameters): misfit first."""
    found = np.full((BEST, 1 + layout.lower.size), np.inf)
    found[:, 1:] = np.minimum(np.maximum(np.zeros(layout.lower.size), layout.lower), layout.upper)
    positive = data.x[data.x > 0]
    low, high = positive.min(), positive.max()
    if layout.shape != LOGISTIC:
        low, high = np.log(low), np.log(high)
    margin = 0.1 * (high - low)
    for slope in SLOPES:
        steep = slope * 4 / (high - low) if layout.shape == LOGISTIC else slope
        for k in range(MIDDLES):
            middle = low - margin + (high - low + 2 * margin) * k / (MIDDLES - 1)
            q = np.array([steep, 0.0, 0.0, middle, 0.0 if layout.shape == BRAIN_COUSENS else 1.0])
            _keep(found, _linear(data, layout, q), layout, q)
    return found


@compiled
def _keep(found: Array, after: float, layout: Layout, q: Array) -> None:
    """Put the candidate among the best if it is one."""
    worst = np.argmax(found[:, 0])
    if after < found[worst, 0]:
        found[worst, 0] = after
        for k in range(5):
            if layout.places[0, k] >= 0:
                found[worst, 1 + layout.places[0, k]] = q[k]


@compiled
def _linear(data: Data, layout: Layout, q: Array) -> float:
    """Set free limits of ``q`` by linear least squares; the misfit, infinite where the upper would be the lower."""
    slopes, sums = np.empty(6), np.zeros(6)
    for k in range(5):
        if layout.places[0, k] < 0:
            q[k] = layout.fixed[0, k]
    free_c, free_d = layout.places[0, C] >= 0, layout.places[0, D] >= 0
    for i in range(data.x.size):
        curve(layout.shape, q, data.x[i], slopes)
        share, weight, y = slopes[D], data.weight[i], data.y[i]
        sums += weight * np.array([(1 - share) ** 2, share * (1 - share), share**2, (1 - share) * y, share * y, y * y])
    cc, cd, dd, cy, dy, yy = sums
    determinant = cc * dd - cd * cd
    if free_c and free_d:
        if determinant <= 1e-12 * cc * dd:
            return np.inf
        q[C], q[D] = (dd * cy - cd * dy) / determinant, (cc * dy - cd * cy) / determinant
    elif free_d and dd > 0:
        q[D] = (dy - cd * q[C]) / dd
    elif free_c and cc > 0:
        q[C] = (cy - cd * q[D]) / cc
    if q[D] < q[C]:
        return np.inf
    c, d = q[C], q[D]
    return yy - 2 * c * cy - 2 * d * dy + c * c * cc + 2 * c * d * cd + d * d * dd
