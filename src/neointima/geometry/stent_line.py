"""The stent's own circumference through the middles of its struts."""

import numpy as np
from scipy.interpolate import CubicSpline
from shapely import Polygon

from neointima.geometry.best_circle import circle_middle
from neointima.geometry.drawn_section import NONE
from neointima.quantities.kinds import Array

FEWEST, POINTS = 4, 360
TURN = 2 * np.pi


def through_struts(middles: Array) -> Polygon:
    """Area within the closed curve r(θ), a periodic cubic spline, through ``middles`` [m], (struts, 2).

    It is seen from the middle of the circle that fits the struts best; for struts on a circle the area is right to
    0.01 %. Empty with fewer than four struts, or where half a turn holds none: the curve would be made up.
    """
    if len(middles) < FEWEST:
        return NONE
    centre = circle_middle(middles)
    around = middles - centre
    angles = np.arctan2(around[:, 1], around[:, 0])
    order = np.argsort(angles)
    angles, radii = angles[order], np.hypot(*around[order].T)
    gaps = np.diff(np.append(angles, angles[0] + TURN))
    if gaps.max() >= np.pi or gaps.min() <= 0:
        return NONE
    curve = CubicSpline(np.append(angles, angles[0] + TURN), np.append(radii, radii[0]), bc_type="periodic")
    even = angles[0] + np.arange(POINTS) * TURN / POINTS
    r = curve(even)
    return Polygon(np.column_stack([centre[0] + r * np.cos(even), centre[1] + r * np.sin(even)]))
