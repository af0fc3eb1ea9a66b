"""Lines that a person drew made into an area, mended only where that hardly changes it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

# Largest share of an area that mending may change, as asked of this project.
LARGEST_CHANGE = 1e-3
# Ends further apart than this many of the line's own long steps (their 90th percentile) are a gap.
STEPS = 3.0
MOST_FACES = 5_000
CLOSE_IT = "close it where it was drawn and measure again"


class Mended(NamedTuple):
    """A valid shapely Polygon or MultiPolygon, and what was mended, in plain sentences."""

    shape: Any
    notes: tuple[str, ...] = ()


def is_open(points: Array) -> bool:
    """Whether the last point (points, 2) lies further from the first than neighbours do: a gap and not a step."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    return len(points) < 3 or bool(np.hypot(*(points[-1] - points[0])) > STEPS * np.quantile(steps, 0.9))


def mended(polygons: Sequence[Sequence[Array]], *, lines: Sequence[Array] = (), place: str) -> Mended:
    """The area within ``polygons``, each an outer ring and its holes, or else within one line that is nearly closed.

    Rings may run either way and repeat points. A ring that crosses itself is replaced by what it goes around in its
    own sense, loops the other way left out; a line is closed by a straight side. The change of area must stay within
    LARGEST_CHANGE or it is a Mistake that begins with ``place``.
    """
    notes: list[str] = []
    if not polygons:
        if len(lines) != 1:
            raise Mistake(f"{place}: {len(lines)} open lines and no closed one; draw it as one closed outline")
        polygons = ((closed_line(lines[0], place, notes),),)
    elif lines:
        notes.append(f"{place}: open lines beside the closed outline were left out")
    parts = [_with_holes(polygon, place, notes) for polygon in polygons]
    if len(parts) == 1:
        return Mended(parts[0], tuple(notes))
    return Mended(_joined(parts, place, notes), tuple(notes))


def closed_line(points: Array, place: str, notes: list[str]) -> Array:
    """An open line as a ring, closed by a straight side over its gap.

    What is missing is not known; if it bulged, then hardly by more than half a circle over the gap g. So closing is
    taken to change the area by π g² / 8.
    """
    ring = _tidy(points, place)
    gap, area = float(np.hypot(*(points[-1] - points[0]))), abs(_signed_area(ring))
    change = np.pi * gap**2 / 8
    if change > LARGEST_CHANGE * area:
        length = gap + float(np.hypot(*np.diff(points, axis=0).T).sum())
        raise Mistake(f"{place}: the line is open over {gap / length:.1%} of its length; {CLOSE_IT}")
    if gap > 0:
        notes.append(f"{place}: an open line was closed; this changes its area by less than {_share(change / area)}")
    return ring


def _tidy(points: Array, place: str) -> Array:
    """The ring without repeated points; a Mistake unless it encloses something."""
    if not np.all(np.isfinite(points)):
        raise Mistake(f"{place}: coordinates must be finite numbers; export the file again")
    new = np.any(points != np.roll(points, 1, axis=0), axis=1)
    ring = points[new]
    if len(ring) < 3:
        raise Mistake(f"{place}: {len(ring)} points; a closed line of three or more is needed")
    return ring


def _with_holes(polygon: Sequence[Array], place: str, notes: list[str]) -> Any:
    import shapely

    rings = [_tidy(ring, place) for ring in polygon]
    whole = shapely.Polygon(rings[0], rings[1:])
    if whole.is_valid and whole.area > 0:
        return whole
    outer, *holes = (_uncrossed(ring, place, notes) for ring in rings)
    if not holes:
        return outer
    cut = shapely.difference(outer, shapely.union_all(holes))
    expected = outer.area - sum(hole.area for hole in holes)
    _check(abs(cut.area - expected), cut.area, f"{place}: a hole lies across its outline or another hole", notes=notes)
    return cut


def _joined(parts: list[Any], place: str, notes: list[str]) -> Any:
    import shapely

    pieces = [piece for part in parts for piece in getattr(part, "geoms", (part,))]
    several = shapely.MultiPolygon(pieces)
    if several.is_valid:
        return several
    joined = shapely.union_all(pieces)
    _check(sum(piece.area for piece in pieces) - joined.area, joined.area, f"{place}: its parts overlap", notes=notes)
    return joined


def _uncrossed(ring: Array, place: str, notes: list[str]) -> Any:
    """What a ring goes around in its own sense; unlike the signed area it counts a double turn once, a loop never."""
    import shapely

    simple = shapely.Polygon(ring)
    if simple.is_valid and simple.area > 0:
        return simple
    # Away from the origin products of coordinates lose digits.
    origin = ring[0]
    closed = np.concatenate([ring - origin, np.zeros((1, 2))])
    faces = shapely.polygonize([shapely.union_all(shapely.linestrings(closed))])
    faces = shapely.get_parts(faces)
    if not len(faces) or len(faces) > MOST_FACES:
        raise Mistake(f"{place}: the line encloses nothing; draw it anew")
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    turns = np.array([_winding(closed, point) for point in inside])
    turns *= 1 if _signed_area(ring) > 0 else -1
    areas, kept = shapely.area(faces), turns > 0
    area = float(areas[kept].sum())
    _check(float(areas @ np.abs(turns - kept)), area, f"{place}: the line crosses itself", notes=notes)
    return shapely.transform(shapely.union_all(faces[kept]), lambda points: points + origin)


def _check(change: float, area: float, what: str, *, notes: list[str]) -> None:
    share = change / area if area > 0 else np.inf
    if share > LARGEST_CHANGE:
        worse = f"by {share:.1%}" if np.isfinite(share) else "wholly"
        raise Mistake(f"{what}, and mending it would change the area {worse}; correct the line where it was drawn")
    notes.append(f"{what}; mended, which changes its area by less than {_share(share)}")


def _share(share: float) -> str:
    """A share of at most LARGEST_CHANGE, rounded up to a percentage with two decimals."""
    return f"{max(np.ceil(share * 1e4) / 100, 0.01):g} %"


def _winding(closed: Array, point: Array) -> int:
    """How often a line whose last point is its first goes round a point, anticlockwise."""
    start, end = closed[:-1] - point, closed[1:] - point
    left = start[:, 0] * end[:, 1] - end[:, 0] * start[:, 1]
    up = (start[:, 1] <= 0) & (end[:, 1] > 0) & (left > 0)
    down = (start[:, 1] > 0) & (end[:, 1] <= 0) & (left < 0)
    return int(up.sum()) - int(down.sum())


def _signed_area(ring: Array) -> float:
    x, y = (ring - ring[0]).T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
