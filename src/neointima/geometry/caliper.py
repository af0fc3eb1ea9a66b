"""The greatest and the least distance between two parallel lines that touch an outline: Feret's diameters."""

import numpy as np
import shapely

from neointima.quantities.kinds import Array


def calipers(points: Array) -> tuple[float, float]:
    """Least and greatest caliper diameter of an outline, (points, 2), in its own unit.

    Rotating calipers on the convex hull (Shamos): the least stands upright on a side, the greatest joins two corners
    that parallel lines can touch.
    """
    hull = shapely.convex_hull(shapely.multipoints(points))
    if hull.geom_type != "Polygon":
        return 0.0, float(hull.length)
    corners = shapely.get_coordinates(shapely.normalize(hull))[:-1][::-1]
    side = np.roll(corners, -1, axis=0) - corners
    angles = np.unwrap(np.arctan2(side[:, 1], side[:, 0]))
    # Of the sides once around and once more, the first that has turned by half a turn begins at the corner across.
    twice = np.concatenate([angles, angles + 2 * np.pi])
    across = np.searchsorted(twice, angles + np.pi) % len(corners)
    apart = corners[across] - corners
    least = np.abs(side[:, 0] * apart[:, 1] - side[:, 1] * apart[:, 0]) / np.hypot(*side.T)
    pairs = (apart, apart - side, corners[(across + 1) % len(corners)] - corners)
    return float(least.min()), float(max(np.hypot(*pair.T).max() for pair in pairs))
