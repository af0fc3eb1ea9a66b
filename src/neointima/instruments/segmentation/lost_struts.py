"""Struts that fell out when the section was cut: the pale box that each left."""

import numpy as np
from scipy.ndimage import find_objects, label, maximum_filter1d, minimum_filter1d

from neointima.instruments.segmentation.metal_struts import LARGEST, SMALLEST, UNLIKE
from neointima.instruments.segmentation.ring import OFF, off_ring, on_ring, ring_of
from neointima.instruments.segmentation.strut import Strut, usual_side
from neointima.instruments.segmentation.tissue import Mask
from neointima.instruments.segmentation.unrolled import TURN, Unrolled

# A hole is narrower than a stretch of lumen and wider than a tear (in sides); it fills its box; it has walls.
STRETCH, TEAR, FULL, WALLED = 1.7, 0.5, 0.7, 0.6
ENOUGH, SIZES = 3, 7


def lost_struts(room: Mask, flat: Unrolled, metal: list[Strut], *, reach: float) -> list[Strut]:
    """Pale boxes in the wall, closed or open to the lumen, as large as metal and on its ring where there is metal.

    ``room`` is the lumen and whatever else is pale within the vessel.
    """
    bright = flat.sample(room.astype(np.float32)) > 0.5
    if not metal:
        sides = np.geomspace(1.3 * SMALLEST, 0.7 * LARGEST, SIZES) * reach
        tried = [on_ring(_boxes(bright, flat, side), flat) for side in sides.tolist()]
        return max(tried, key=lambda boxes: sum(box.area for box in boxes))
    side = usual_side(metal)
    boxes = _boxes(bright, flat, side)
    if len(metal) < ENOUGH:
        return on_ring(boxes, flat)
    ring = ring_of(metal, flat)
    return [box for box in boxes if abs(off_ring(box, flat, ring)) < OFF * side]


def _boxes(bright: Mask, flat: Unrolled, side: float) -> list[Strut]:
    """Full boxes of pale pixels with tissue on three sides."""
    inner = float(np.median(np.where(bright.all(axis=1), 0, bright.argmin(axis=1))))
    turn = (inner + side) * TURN / len(flat.angles)
    narrow = bright & ~_opened_along(bright, round(STRETCH * side / turn), 0)
    body = _opened_along(_opened_along(narrow, round(TEAR * side / turn), 0), round(TEAR * side), 1)
    parts, _ = label(np.concatenate([body, body[: len(body) // 4]]))
    found = []
    for number, (rows, columns) in enumerate(find_objects(parts), 1):
        if rows.start == 0 or rows.start >= len(body):
            continue
        step = (columns.start + columns.stop) / 2 * TURN / len(flat.angles)
        wide, deep = (rows.stop - rows.start) * step, float(columns.stop - columns.start)
        area = float((parts[rows, columns] == number).sum()) * step
        alike = all(side / UNLIKE <= each <= side * UNLIKE for each in (wide, deep))
        walls = _walls(bright, (rows, columns), (round(0.25 * side / step), round(0.25 * side)))
        if alike and area >= FULL * wide * deep and walls > WALLED:
            found.append(_box(flat, (rows, columns), full=(area / (wide * deep)) ** 0.5, walls=walls))
    return found


def _walls(bright: Mask, where: tuple[slice, slice], around: tuple[int, int]) -> float:
    """Share of tissue beyond a box or on the sides of its outer half, wherever there is least."""
    (rows, columns), (aside, beyond) = where, around
    first = len(bright) // 2
    last = first + rows.stop - rows.start
    turned = np.roll(bright, first - rows.start, axis=0)
    outer = slice((columns.start + columns.stop) // 2, columns.stop)
    parts = (
        turned[first:last, columns.stop + 2 : columns.stop + 2 + beyond],
        turned[first - 2 - aside : first - 2, outer],
        turned[last + 2 : last + 2 + aside, outer],
    )
    return min(1 - float(part.mean()) if part.size else 0.0 for part in parts)


def _box(flat: Unrolled, where: tuple[slice, slice], *, full: float, walls: float) -> Strut:
    """The box around ``where``, smaller by ``full`` along both sides: as large as what is pale in it."""
    rows, columns = where
    step = TURN / len(flat.angles)
    angle = flat.angles[0] + (rows.start + rows.stop - 1) / 2 * step
    middle, half = (columns.start + columns.stop - 1) / 2, full * (columns.stop - columns.start) / 2
    wide = full * (rows.stop - rows.start) * step * middle
    near, far = middle - half, middle + half
    out, along = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)]) * wide / 2
    corners = [near * out - along, far * out - along, far * out + along, near * out + along]
    return Strut(np.array(flat.middle) + corners, wide * (far - near), False, walls)


def _opened_along(mask: Mask, length: int, axis: int) -> Mask:
    """The part of a mask that a stick of ``length`` along an axis covers; directions go round."""
    mode = "wrap" if axis == 0 else "nearest"
    length = max(1, length) | 1
    thin = minimum_filter1d(mask.astype(np.uint8), length, axis=axis, mode=mode)
    found: Mask = maximum_filter1d(thin, length, axis=axis, mode=mode) > 0
    return found
