"""The shapes of ImageJ's ROIs as polygons and open lines.

Coordinates of areas count from the top left corner of the top left pixel. ImageJ counts those of lines from the middle
of that pixel; half a pixel is added, so that lines and areas lie together.
"""

import struct
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from neointima.geometry.ellipse import CORNERS, ellipse
from neointima.geometry.nested_rings import nested_rings
from neointima.instruments.outlines import Polygon
from neointima.quantities.kinds import Array

HALF = 0.5
# Straight pieces of a curve, so that four of them make a circle as fine as an ellipse's.
PIECES = CORNERS // 4
MOVE, TO, QUADRATIC, CUBIC, CLOSE = range(5)
NUMBERS = {MOVE: 2, TO: 2, QUADRATIC: 4, CUBIC: 6, CLOSE: 0}
# Where the header keeps the aspect of an ellipse, or the width of a turned rectangle.
PARAMETER = 52


class Shape(NamedTuple):
    """Polygons or open lines of one ROI; ``left`` says what it is when it is neither."""

    polygons: tuple[Polygon, ...] = ()
    lines: tuple[Array, ...] = ()
    left: str = ""


def shape_of(roi: Any, content: bytes) -> Shape:
    """The shape of a decoded ROI, whose bytes are ``content``. Coordinates are pixels."""
    from roifile import ROI_SUBTYPE, ROI_TYPE

    kind, subtype = roi.roitype, roi.subtype
    if subtype in {ROI_SUBTYPE.TEXT, ROI_SUBTYPE.IMAGE, ROI_SUBTYPE.ARROW}:
        return Shape(left=subtype.name.lower())
    if roi.composite:
        return Shape(nested_rings(path_rings(roi.multi_coordinates)))
    if kind in {ROI_TYPE.RECT, ROI_TYPE.OVAL}:
        return _box(roi, is_oval=kind == ROI_TYPE.OVAL)
    if kind == ROI_TYPE.FREEHAND and subtype in {ROI_SUBTYPE.ELLIPSE, ROI_SUBTYPE.ROTATED_RECT}:
        ends = np.array([[roi.x1, roi.y1], [roi.x2, roi.y2]], dtype=np.float64)
        (parameter,) = struct.unpack_from(">f", content, PARAMETER)
        turned = _turned_ellipse if subtype == ROI_SUBTYPE.ELLIPSE else _turned_rectangle
        return Shape(((turned(ends, float(parameter)),),))
    if kind in {ROI_TYPE.POLYGON, ROI_TYPE.FREEHAND, ROI_TYPE.TRACED}:
        return Shape(((_points(roi),),))
    if kind == ROI_TYPE.LINE:
        return Shape(lines=(np.array([[roi.x1, roi.y1], [roi.x2, roi.y2]], dtype=np.float64) + HALF,))
    if kind in {ROI_TYPE.POLYLINE, ROI_TYPE.FREELINE, ROI_TYPE.ANGLE}:
        return Shape(lines=(_points(roi) + HALF,))
    return Shape(left="point" if kind == ROI_TYPE.POINT else "shape of unknown type")


def path_rings(path: Array) -> list[Array]:
    """The closed rings of a composite ROI's path: commands, each with its numbers; curves in straight pieces.

    A ValueError where it is no such path.
    """
    rings: list[Array] = []
    points: list[Sequence[float]] = []
    numbers, place = np.asarray(path, dtype=np.float64).tolist(), 0
    while place < len(numbers):
        command = int(numbers[place])
        count = NUMBERS[command]
        given = numbers[place + 1 : place + 1 + count]
        if len(given) < count or (command not in {MOVE, CLOSE} and not points):
            raise ValueError("a path that ends early")
        place += 1 + count
        if command in {MOVE, CLOSE}:
            rings += [_ring(points)] if points else []
            points = [given] if command == MOVE else points[:1]
        elif command == TO:
            points.append(given)
        else:
            points += _curve([points[-1], *(given[at : at + 2] for at in range(0, count, 2))])
    rings += [_ring(points)] if points else []
    return [ring for ring in rings if len(ring) >= 3]


def _ring(points: list[Sequence[float]]) -> Array:
    ring = np.array(points, dtype=np.float64)
    return ring[:-1] if len(ring) > 1 and np.array_equal(ring[0], ring[-1]) else ring


def _curve(control: list[Sequence[float]]) -> list[Sequence[float]]:
    """Points of a Bézier curve after its first."""
    along = (np.arange(PIECES) + 1)[:, None] / PIECES
    points = [np.broadcast_to(np.array(point), (PIECES, 2)) for point in control]
    while len(points) > 1:
        points = [(1 - along) * one + along * other for one, other in pairwise(points)]
    curve: list[Sequence[float]] = points[0].tolist()
    return curve


def _points(roi: Any) -> Array:
    if roi.subpixel_coordinates is not None:
        points = np.asarray(roi.subpixel_coordinates, dtype=np.float64)
    else:
        points = np.asarray(roi.integer_coordinates, dtype=np.float64) + np.array([roi.left, roi.top])
    return points[:-1] if len(points) > 3 and np.array_equal(points[0], points[-1]) and _is_area(roi) else points


def _is_area(roi: Any) -> bool:
    from roifile import ROI_TYPE

    return roi.roitype in {ROI_TYPE.POLYGON, ROI_TYPE.FREEHAND, ROI_TYPE.TRACED}


def _box(roi: Any, *, is_oval: bool) -> Shape:
    if roi.subpixelrect:
        low, size = np.array([roi.xd, roi.yd]), np.array([roi.widthd, roi.heightd])
    else:
        low, size = np.array([roi.left, roi.top]), np.array([roi.right - roi.left, roi.bottom - roi.top])
    low, size = low.astype(np.float64), size.astype(np.float64)
    if is_oval:
        return Shape(((ellipse(low + size / 2, size / 2),),))
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    rounding = np.minimum(roi.rounded_rect_arc_size, size) / 2
    if rounding.min() <= 0:
        return Shape(((low + corners * size,),))
    # The ellipse's quarters, each moved into its corner; they run from the right over the bottom to the left.
    turn = ellipse(np.zeros(2), rounding)
    quarters = [np.roll(turn, -PIECES * quarter, axis=0)[: PIECES + 1] for quarter in range(4)]
    middles = low + rounding + corners[[2, 3, 0, 1]] * (size - 2 * rounding)
    return Shape(((np.concatenate([quarter + at for quarter, at in zip(quarters, middles, strict=True)]),),))


def _turned_ellipse(ends: Array, aspect: float) -> Array:
    along = ends[1] - ends[0]
    length = np.hypot(*along)
    half_axes = np.array([length, length * min(max(aspect, 0.0), 1.0)]) / 2
    return ellipse(ends.mean(axis=0), half_axes, float(np.arctan2(along[1], along[0])))


def _turned_rectangle(ends: Array, width: float) -> Array:
    along = ends[1] - ends[0]
    aside = np.array([-along[1], along[0]]) / max(np.hypot(*along), 1e-12) * width / 2
    return np.array([ends[0] + aside, ends[1] + aside, ends[1] - aside, ends[0] - aside])
