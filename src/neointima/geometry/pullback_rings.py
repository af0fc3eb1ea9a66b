"""Outlines of a pullback as rings of equally many points, which joined from frame to frame are a surface."""

from typing import Any

import numpy as np
import shapely

from neointima.quantities.kinds import Array

# A sixth of a turn is the least that a surface shows as round.
FEWEST = 6


def ring(area: Any, points: int) -> Array:
    """An outline as (points, 2) [m], anticlockwise, evenly along its length, from where it lies to the right.

    Of several pieces the largest is taken; holes are left out. All rings start in the direction of x from their own
    middle, so that neighbouring frames join without a twist.
    """
    if points < FEWEST:
        raise ValueError(f"{points} points do not go round")
    parts = shapely.get_parts(area)
    largest = parts[np.argmax(shapely.area(parts))]
    line = shapely.get_coordinates(shapely.orient_polygons(largest, exterior_cw=False).exterior)
    middle = shapely.get_coordinates(largest.centroid)[0]
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    start = _start(line - middle, along)
    even = (start + np.arange(points) * along[-1] / points) % along[-1]
    return np.column_stack([np.interp(even, along, line[:, axis]) for axis in (0, 1)])


def _start(own: Array, along: Array) -> float:
    """Where along a line around the origin it crosses the direction of x, the farthest of its crossings."""
    below, above = own[:-1], own[1:]
    crosses = (below[:, 1] < 0) & (above[:, 1] >= 0)
    share = np.where(crosses, -below[:, 1] / np.where(crosses, above[:, 1] - below[:, 1], 1.0), 0.0)
    across = np.where(crosses, below[:, 0] + share * (above[:, 0] - below[:, 0]), -np.inf)
    at = int(np.argmax(across))
    return float(along[at] + share[at] * (along[at + 1] - along[at]))
