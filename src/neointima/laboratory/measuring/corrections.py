"""What a person changed in the outlines that a program drew: the audit trail of a correction."""

from collections.abc import Sequence
from math import isfinite, nan
from typing import Any, NamedTuple

import shapely
from shapely import Geometry

from neointima.geometry.mended_outline import mended
from neointima.instruments.outlines import Drawing
from neointima.instruments.outlines.classed import classed
from neointima.instruments.outlines.classes import Classes
from neointima.mistake import Mistake

KEPT, CHANGED, ADDED, REMOVED = "kept", "changed", "added", "removed"
# QuPath rounds to hundredths of a pixel: nearer outlines were not touched [pixels].
ROUNDED = 0.02
# Struts that share less than this of both are different ones.
SAME_STRUT = 0.2


class Correction(NamedTuple):
    """What became of one outline: areas [mm² or px²] before and after, Dice's overlap, farthest move [um or px]."""

    outline: str
    what: str
    area_before: float
    area_after: float
    dice: float
    farthest: float
    unit: str


def corrections(before: Drawing, after: Drawing, classes: Classes) -> tuple[Correction, ...]:
    """Every outline of the program's drawing and of the person's, layers by class and struts by place.

    Dice is 2 |A ∩ B| / (|A| + |B|); the farthest move is the Hausdorff distance between the lines.
    """
    one, other = _shapes(before, classes), _shapes(after, classes)
    kinds = dict.fromkeys([*one.layers, *other.layers])
    found = [_correction(kind, one.layers.get(kind), other.layers.get(kind)) for kind in kinds]
    pairs = _paired(one.struts, other.struts)
    found += [_correction(f"strut {number}", *pair) for number, pair in enumerate(pairs, 1)]
    return tuple(_in_units(each, before.unit) for each in found)


class _Shapes(NamedTuple):
    """Layers of a drawing by class, and its struts."""

    layers: dict[str, Geometry]
    struts: list[Geometry]


def _shapes(drawing: Drawing, classes: Classes) -> _Shapes:
    found = _Shapes({}, [])
    for one in classed(drawing, classes).outlines:
        shape = _shape(one.outline.polygons, one.outline.lines, f"{drawing.source} › {one.outline.name}")
        if shape is not None and one.kind == "strut":
            found.struts.append(shape)
        elif shape is not None:
            found.layers[one.kind] = shape
    return found


def _shape(polygons: Sequence[Any], lines: Sequence[Any], place: str) -> Geometry | None:
    """The area of an outline; None of one that cannot be mended, which measuring refuses by itself."""
    try:
        return mended(polygons, lines=lines, place=place).shape
    except Mistake:
        return None


def _paired(before: list[Geometry], after: list[Geometry]) -> list[tuple[Geometry | None, Geometry | None]]:
    """Each strut with the one that overlaps it most, the best pairs first; then those that were removed or added."""
    overlaps = sorted(
        ((_dice(one, other), n, m) for n, one in enumerate(before) for m, other in enumerate(after)), reverse=True
    )
    partner: dict[int, int] = {}
    for dice, n, m in overlaps:
        if dice > SAME_STRUT and n not in partner and m not in partner.values():
            partner[n] = m
    pairs: list[tuple[Geometry | None, Geometry | None]] = [
        (one, after[partner[n]] if n in partner else None) for n, one in enumerate(before)
    ]
    return pairs + [(None, other) for m, other in enumerate(after) if m not in partner.values()]


def _dice(one: Geometry, other: Geometry) -> float:
    return float(2 * one.intersection(other).area / (one.area + other.area))


def _correction(name: str, before: Geometry | None, after: Geometry | None) -> Correction:
    if before is None or after is None:
        what = ADDED if before is None else REMOVED
        areas = (before.area if before is not None else nan, after.area if after is not None else nan)
        return Correction(name, what, *areas, 0.0, nan, "")
    farthest = float(shapely.hausdorff_distance(before.boundary, after.boundary))
    what = KEPT if farthest <= ROUNDED else CHANGED
    return Correction(name, what, before.area, after.area, _dice(before, after), farthest, "")


def _in_units(one: Correction, pixel: float) -> Correction:
    if not isfinite(pixel):
        return one._replace(unit="px")
    area, length = (1e3 * pixel) ** 2, 1e6 * pixel
    return one._replace(
        area_before=one.area_before * area,
        area_after=one.area_after * area,
        farthest=one.farthest * length,
        unit="mm**2, um",
    )
