"""Longest and shortest diameter of an outline, as between the jaws of a caliper (Feret)."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array


class Caliper(NamedTuple):
    """The widest two points of an outline are apart, and the narrowest slit it passes, in the unit of its points."""

    longest: float
    shortest: float


def caliper(points: Array) -> Caliper:
    """Feret diameters of points (points, 2), of their convex hull.

    One jaw lies along each side of the hull in turn; the other touches the corner where the hull has turned by half a
    circle (rotating calipers). Exact for the polygon; n log n.
    """
    return _of(np.ascontiguousarray(points, np.float64).tobytes())


@lru_cache(maxsize=32)
def _of(content: bytes) -> Caliper:
    """Of points as bytes: a line is asked for its diameters, and again for its eccentricity."""
    import shapely

    points = np.frombuffer(content).reshape(-1, 2)
    hull = shapely.MultiPoint(points).convex_hull
    if hull.geom_type != "Polygon":
        low, high = np.min(points, axis=0), np.max(points, axis=0)
        return Caliper(float(np.hypot(*(high - low))), 0.0)
    corners = shapely.get_coordinates(shapely.orient_polygons(hull, exterior_cw=False))[:-1]
    sides = np.roll(corners, -1, axis=0) - corners
    turned = np.unwrap(np.arctan2(sides[:, 1], sides[:, 0]))
    across = np.searchsorted(np.concatenate([turned, turned + 2 * np.pi]), turned + np.pi) % len(corners)
    far = corners[across] - corners
    widths = (sides[:, 0] * far[:, 1] - sides[:, 1] * far[:, 0]) / np.hypot(*sides.T)
    reach = np.hypot(*np.concatenate([far, far - sides]).T)
    return Caliper(float(reach.max()), float(widths.min()))
