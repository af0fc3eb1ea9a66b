"""The circle that lies nearest to points."""

import numpy as np

from neointima.quantities.kinds import Array


def circle_middle(points: Array) -> Array:
    """Middle of the circle x² + y² = 2 a x + 2 b y + c nearest to ``points`` (points, 2) by least squares (Kåsa).

    Unlike their mean it is not pulled aside where points are missing.
    """
    start = points.mean(axis=0)
    x, y = (points - start).T
    found, *_ = np.linalg.lstsq(np.column_stack([2 * x, 2 * y, np.ones_like(x)]), x**2 + y**2, rcond=None)
    middle: Array = start + found[:2]
    return middle
