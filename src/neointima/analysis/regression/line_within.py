"""A straight line through grouped points: one slope, a level of its own for each group."""

from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from neointima.quantities.kinds import Array, Numbers


class LineWithin(NamedTuple):
    """y = level + slope · (x − middle), with the 95 % interval of the slope.

    ``level`` is the mean of all y, at the mean ``middle`` of all x; ``level_error`` and ``slope_error`` are standard
    errors, ``reach`` the quantile of Student's t for 95 %.
    """

    slope: float
    level: float
    middle: float
    slope_error: float
    level_error: float
    reach: float

    def interval(self) -> tuple[float, float]:
        """The slope's 95 % interval."""
        return self.slope - self.reach * self.slope_error, self.slope + self.reach * self.slope_error

    def at(self, x: Array) -> Array:
        """The line."""
        return self.level + self.slope * (x - self.middle)

    def half_width(self, x: Array) -> Array:
        """Half the 95 % interval of the line, the groups taken as they are."""
        return self.reach * np.hypot(self.level_error, self.slope_error * (x - self.middle))


def line_within(x: Array, y: Array, group: Numbers) -> LineWithin | None:
    """Least squares of y = a_group + b x over points (n,); none where x differs in no group or points are too few.

    Groups that differ in level for reasons of their own do not bend the slope. Points of a group count as independent.
    """
    _, which = np.unique(group, return_inverse=True)
    groups = int(which.max(initial=-1)) + 1
    freedom = x.size - groups - 1
    if freedom < 1:
        return None
    counts = np.bincount(which)
    dx, dy = (values - (np.bincount(which, values) / counts)[which] for values in (x, y))
    spread = float(dx @ dx)
    if spread <= 1e-12 * max(float(x @ x), 1e-300):
        return None
    slope = float(dx @ dy) / spread
    residual = dy - slope * dx
    error = float(np.sqrt(residual @ residual / freedom))
    return LineWithin(
        slope,
        float(y.mean()),
        float(x.mean()),
        slope_error=error / spread**0.5,
        level_error=error / x.size**0.5,
        reach=float(stdtrit(freedom, 0.975)),
    )
