"""Rings put together to polygons with holes by the even-odd rule."""

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from neointima.quantities.kinds import Array


def nested_rings(rings: Sequence[Array]) -> tuple[tuple[Array, ...], ...]:
    """Polygons, each an outer ring and its holes, of rings (points, 2) that lie beside or within one another.

    A ring within an odd number of others is a hole of the smallest of them; within an even number, a polygon of its
    own. Rings that overlap, or are there twice, are resolved first; rings that cross themselves each stay a polygon.
    """
    import shapely

    kept = [ring for ring in rings if len(ring) >= 3]
    shapes = np.array([shapely.Polygon(ring) for ring in kept], dtype=object)
    if len(shapes) < 2 or not shapely.is_valid(shapes).all():
        return tuple((ring,) for ring in kept)
    tree = shapely.STRtree(shapes)
    inner, outer = tree.query(shapes, predicate="covered_by")
    inner, outer = inner[inner != outer], outer[inner != outer]
    twice = np.isin(inner * len(shapes) + outer, outer * len(shapes) + inner).any()
    if twice or tree.query(shapes, predicate="overlaps").size:
        return _rings_of(reduce(shapely.symmetric_difference, shapes))
    depth = np.bincount(inner, minlength=len(shapes))
    areas = shapely.area(shapes)
    holes: dict[int, list[Array]] = {}
    for place in np.flatnonzero(depth % 2):
        around = outer[inner == place]
        holes.setdefault(int(around[np.argmin(areas[around])]), []).append(kept[place])
    return tuple((kept[place], *holes.get(int(place), ())) for place in np.flatnonzero(depth % 2 == 0))


def _rings_of(shape: Any) -> tuple[tuple[Array, ...], ...]:
    import shapely

    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty]
    return tuple(
        tuple(shapely.get_coordinates(ring)[:-1] for ring in (part.exterior, *part.interiors)) for part in parts
    )
