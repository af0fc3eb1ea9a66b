"""A line along a vessel: even steps, the direction across it, and what lies where along it."""

from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array


class Centreline(NamedTuple):
    """``points`` (steps, 2) at even steps, ``across`` (steps, 2) of length 1, ``along`` (steps,) from the start.

    ``across`` is to the right of somebody who walks along the line of a picture whose y runs down.
    """

    points: Array
    across: Array
    along: Array

    def aside(self, offsets: Array) -> Array:
        """The points that lie ``offsets`` (steps,) or (steps, n) across from the line, (steps, [n,] 2)."""
        if offsets.ndim == 1:
            return self.points + offsets[:, None] * self.across
        return self.points[:, None] + offsets[:, :, None] * self.across[:, None]


def centreline(line: Array, *, step: float, smooth: float) -> Centreline:
    """A drawn line as a smooth one with even steps of about ``step``; ``smooth`` is the SD of the filter along it.

    Ends stay where they were drawn.
    """
    from scipy.ndimage import gaussian_filter1d

    along = _along(line)
    count = max(3, round(along[-1] / step) + 1)
    even = np.linspace(0, along[-1], count)
    points = np.stack([np.interp(even, along, one) for one in line.T], axis=1)
    # Reflected through its ends, so that these do not move.
    reach = min(count - 1, int(4 * smooth / step) + 1)
    before, after = 2 * points[0] - points[reach:0:-1], 2 * points[-1] - points[-2 : -reach - 2 : -1]
    points = gaussian_filter1d(np.vstack([before, points, after]), smooth / step, axis=0)[reach : reach + count]
    points = _evened(points, count)
    forward = np.gradient(points, axis=0)
    forward /= np.hypot(*forward.T)[:, None]
    return Centreline(points, np.stack([-forward[:, 1], forward[:, 0]], axis=1), _along(points))


def place_along(line: Centreline, points: Array) -> Array:
    """How far along the line each of ``points`` (n, 2) lies."""
    from scipy.spatial import cKDTree

    found: Array = line.along[cKDTree(line.points).query(points)[1]]
    return found


def _along(points: Array) -> Array:
    return np.append(0.0, np.cumsum(np.hypot(*np.diff(points, axis=0).T)))


def _evened(points: Array, count: int) -> Array:
    """The same line at even steps."""
    along = _along(points)
    even = np.linspace(0, along[-1], count)
    return np.stack([np.interp(even, along, one) for one in points.T], axis=1)
