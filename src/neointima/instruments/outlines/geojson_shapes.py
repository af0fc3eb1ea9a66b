"""The geometry of a GeoJSON feature: polygons with holes, open lines, and points that are counted and left."""

from typing import Any, NamedTuple

import numpy as np

from neointima.geometry.ellipse import ellipse
from neointima.geometry.mended_outline import is_open
from neointima.instruments.outlines import Outline, Polygon
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

FARTHEST, MOST_RINGS = 1e7, 20_000


class Shapes(NamedTuple):
    """What a geometry holds: polygons, open lines; how many rings were not closed and how many points left."""

    polygons: tuple[Polygon, ...] = ()
    lines: tuple[Array, ...] = ()
    unclosed: int = 0
    points: int = 0


def shapes_of(geometry: Any, place: str) -> Shapes:
    """Read a geometry; unclosed rings are closed, but become open lines where a gap is left.

    Anything but pairs of finite numbers within ten million pixels is a Mistake that begins with ``place``.
    """
    kind = str(geometry.get("type")) if isinstance(geometry, dict) else ""
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind in {"Point", "MultiPoint"}:
        return Shapes(points=1)
    if not isinstance(coordinates, list) or not coordinates or len(coordinates) > MOST_RINGS:
        raise Mistake(f"{place}: no outline; a Polygon or LineString with coordinates is expected, so export it again")
    if kind == "Polygon":
        found = _polygons([coordinates], place)
        return _rounded(found) if geometry.get("isEllipse") is True else found
    if kind == "MultiPolygon":
        return _polygons(coordinates, place)
    if kind == "LineString":
        return Shapes(lines=(_points(coordinates, place),))
    if kind == "MultiLineString":
        return Shapes(lines=tuple(_points(line, place) for line in coordinates))
    raise Mistake(f"{place}: '{kind[:30]}' is no outline; draw it as a polygon or a line and export it again")


def geometry_of(outline: Outline, place: str) -> dict[str, Any]:
    """An outline as a geometry with every digit, rings closed; lines only where it has no polygon."""
    several = [[_closed(ring) for ring in polygon] for polygon in outline.polygons]
    lines = [line.tolist() for line in outline.lines]
    if several:
        return _one_or_more("Polygon", several)
    if lines:
        return _one_or_more("LineString", lines)
    raise Mistake(f"{place}: nothing is drawn; leave the outline out")


def _one_or_more(kind: str, parts: list[Any]) -> dict[str, Any]:
    if len(parts) == 1:
        return {"type": kind, "coordinates": parts[0]}
    return {"type": f"Multi{kind}", "coordinates": parts}


def _closed(ring: Array) -> list[list[float]]:
    points: list[list[float]] = ring.tolist()
    return [*points, points[0]]


def _polygons(several: list[Any], place: str) -> Shapes:
    polygons: list[Polygon] = []
    lines: list[Array] = []
    unclosed = 0
    for rings in several:
        if not isinstance(rings, list) or not rings or len(rings) > MOST_RINGS:
            raise Mistake(f"{place}: a polygon without rings; draw it again")
        read = [_points(ring, place) for ring in rings]
        closed = [bool(np.array_equal(ring[0], ring[-1])) for ring in read]
        unclosed += closed.count(False)
        if not closed[0] and is_open(read[0]):
            lines.append(read[0])
        else:
            polygons.append(tuple(ring[:-1] if done else ring for ring, done in zip(read, closed, strict=True)))
    return Shapes(tuple(polygons), tuple(lines), unclosed)


def _rounded(found: Shapes) -> Shapes:
    """QuPath's ellipse tool is exported with few corners and says so; its box is exact."""
    ((ring, *_),) = found.polygons or ((np.empty((0, 2)),),)
    if len(ring) < 4:
        return found
    low, high = ring.min(axis=0), ring.max(axis=0)
    return found._replace(polygons=((ellipse((low + high) / 2, (high - low) / 2),),))


def _points(ring: Any, place: str) -> Array:
    try:
        points = np.array(ring)
    except (ValueError, OverflowError):
        points = np.empty(0)
    if (
        not isinstance(ring, list)
        or points.dtype.kind not in "iuf"
        or points.ndim != 2
        or points.shape[1] not in {2, 3}
    ):
        if points.dtype.kind == "O" and points.ndim == 2:
            raise Mistake(f"{place}: coordinates must be finite numbers within ten million pixels; export it again")
        raise Mistake(f"{place}: pairs of numbers are expected; export the annotations from QuPath as GeoJSON")
    if not np.all(np.abs(points[:, :2]) < FARTHEST):
        raise Mistake(f"{place}: coordinates must be finite numbers within ten million pixels; export it again")
    return np.ascontiguousarray(points[:, :2], dtype=np.float64)
