"""The stent's outline where only its struts are seen: one smooth closed curve through them."""

from typing import Any

import numpy as np
from scipy.interpolate import PchipInterpolator
from shapely import Point, Polygon

from neointima.geometry.best_circle import best_circle
from neointima.quantities.kinds import Array

POINTS, TURN = 360, 2 * np.pi
FEWEST_STRUTS = 3
# Struts nearer in angle are taken together; over a wider piece without struts the curve would be made up.
BESIDE, WIDEST = np.radians(2.0), np.pi


def stent_through_struts(middles: Array) -> Polygon:
    """The area within a closed curve through the middles of struts [m], (struts, 2); empty where they say too little.

    The curve is a circle fitted to the struts and, in angle around its centre, the distances of struts from it, joined
    without overshoot (monotone cubic). Struts on a circle give that circle wherever they lie on it. Fewer than three,
    or none over half a turn, give an empty one.
    """
    if len(middles) < FEWEST_STRUTS:
        return Polygon()
    centre, radius = best_circle(middles)
    angles, distances = _seen_from(centre, middles)
    if len(angles) < FEWEST_STRUTS or np.diff(np.append(angles, angles[0] + TURN)).max() >= WIDEST:
        return Polygon()
    around = np.concatenate([angles - TURN, angles, angles + TURN])
    even = np.arange(POINTS) * TURN / POINTS
    radii = radius + PchipInterpolator(around, np.tile(distances - radius, 3))(even)
    return Polygon(centre + radii[:, None] * np.column_stack([np.cos(even), np.sin(even)]))


def middle(shape: Any) -> Array:
    """Where a strut lies: the centroid of its outline, or its point [m]."""
    centroid = shape if isinstance(shape, Point) else shape.centroid
    return np.array([centroid.x, centroid.y])


def _seen_from(centre: Array, points: Array) -> tuple[Array, Array]:
    """Angles, ascending, and distances of the points; those nearly behind one another become one."""
    own = points - centre
    order = np.argsort(np.arctan2(own[:, 1], own[:, 0]))
    angles, distances = np.arctan2(own[:, 1], own[:, 0])[order], np.hypot(*own.T)[order]
    group = np.concatenate([[0], np.cumsum(np.diff(angles) > BESIDE)])
    if group[-1] > 0 and angles[0] + TURN - angles[-1] <= BESIDE:
        last = group == group[-1]
        angles = np.where(last, angles - TURN, angles)
        group = np.where(last, 0, group)
    members = np.bincount(group)
    mean_angle, mean_distance = (np.bincount(group, each) / members for each in (angles, distances))
    return mean_angle, mean_distance
