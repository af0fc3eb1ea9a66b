"""Is a strut under tissue, and does it touch the wall? Read off the outlines of a frame."""

from typing import Any, NamedTuple

import numpy as np
import shapely

from neointima.geometry.pullback import Strut

# Outlines nearer than this touch [m]: what is left by files with four digits of a millimetre.
TOUCHING = 1e-6


class Apposition(NamedTuple):
    """Of one strut [m]: ``tissue`` from its inner edge to the lumen, 0 where the lumen reaches it.

    ``protrusion`` is how far its inner edge stands in the lumen from the nearest wall, 0 where it does not.
    """

    tissue: float
    protrusion: float
    is_at_side_branch: bool = False


def apposition(strut: Strut, lumen: Any) -> Apposition:
    """How a strut lies to the outer line of a ``lumen``; a strut drawn as a hole of the lumen stands in it."""
    filled = without_holes(lumen)
    wall = filled.boundary
    tissue = float(strut.shape.distance(filled))
    corners = shapely.points(shapely.get_coordinates(strut.shape))
    inside = shapely.intersects(filled, corners)
    deepest = float(shapely.distance(wall, corners)[inside].max()) if np.any(inside) else 0.0
    touching = tissue <= TOUCHING
    return Apposition(0.0 if touching else tissue, deepest, strut.is_at_side_branch)


def without_holes(area: Any) -> Any:
    """The area within its outer lines."""
    parts = shapely.get_parts(area)
    return shapely.union_all(shapely.polygons(shapely.get_exterior_ring(parts)))


def is_covered(strut: Apposition, threshold: float) -> bool:
    """Tissue thicker than the threshold [m]; 0 asks for any tissue."""
    return strut.tissue > threshold


def is_malapposed(strut: Apposition, thickness: float) -> bool:
    """Its inner edge stands farther from the wall than metal and polymer are thick [m]."""
    return strut.protrusion > thickness + TOUCHING
