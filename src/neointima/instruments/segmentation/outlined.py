"""A photographed section, outlined by the program: from the file to lines on its full resolution."""

from math import isfinite, nan
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely

from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.segmentation.confidence import CONFIDENCE, LOW, confidence
from neointima.instruments.segmentation.photograph import Box, Part, Photograph, photograph
from neointima.instruments.segmentation.section import Section, section_of
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

# The longer side on which a vessel is looked for [pixels], and the share that a vessel must take to be near enough.
LONGEST, NEAR_ENOUGH = 1300, 0.55
# Room around a vessel that is looked at again more closely, in its own size.
MARGIN = 0.12
NO_VESSEL = (
    "no vessel was found: no lumen that tissue goes around; photograph one section on a bright field, or trace it by "
    "hand"
)


class Outlined(NamedTuple):
    """Outlines in pixels of the whole photograph, each with its confidence from 0 to 1, and what they were drawn on.

    ``drawing.unit`` is the side of a pixel [m] or nan. ``part`` is the small picture that was looked at.
    """

    drawing: Drawing
    part: Part


def outlined(path: Path, scale: float = nan) -> Outlined:
    """Lumen, laminae and struts of the one vessel on a photograph; ``scale`` [m] is a pixel's where the file has none.

    A vessel that is small on its slide is found first and then looked at again at a finer copy. A Mistake when there is
    none, or when nothing of it can be believed.
    """
    image = photograph(path)
    part = image.whole(LONGEST)
    section = _section(part, path)
    box = _box(section, part, image)
    if max(box[2] - box[0], box[3] - box[1]) < NEAR_ENOUGH * max(image.rows, image.columns) and part.step > 1:
        part = image.read(box, LONGEST)
        section = _section(part, path)
    sure = confidence(section)
    notes = [*([image.scale.note] if image.scale.note else []), *(f"{path.name}: {said}" for said in sure.said)]
    if min(sure.lumen, sure.internal, sure.external) < LOW:
        notes.append(f"{path.name}: at least one line is a guess; look at it before any number of it is used")
    pixel = image.scale.pixel if isfinite(image.scale.pixel) else scale
    lines = (
        ("Lumen", section.lumen, sure.lumen),
        ("IEL", section.internal, sure.internal),
        ("EEL", section.external, sure.external),
    )
    outlines = [_outline((name, name), points, part, sure=value) for name, points, value in lines]
    struts = zip(section.struts, sure.struts, strict=True)
    around = sorted(struts, key=lambda pair: _direction(pair[0].middle(), section))
    outlines += [
        _outline(("Strut", f"Strut {number}"), strut.points, part, sure=value)
        for number, (strut, value) in enumerate(around, 1)
    ]
    return Outlined(Drawing(path.name, tuple(outlines), pixel, notes=tuple(notes)), part)


def _section(part: Part, path: Path) -> Section:
    try:
        section = section_of(part.picture)
    except (ValueError, IndexError, FloatingPointError, ZeroDivisionError):
        # What is no vessel leads the search for one where it has never been.
        section = None
    if section is None or not len(section.lumen):
        raise Mistake(f"{path.name}: {NO_VESSEL}")
    return section


def _box(section: Section, part: Part, image: Photograph) -> Box:
    """Where the vessel lies on the whole photograph, with room around it."""
    points = _on_whole(section.external, part)
    low, high = points.min(axis=0), points.max(axis=0)
    room = MARGIN * float((high - low).max()) + 2 * part.step
    left, top = (max(0, int(each - room)) for each in low)
    right, bottom = int(min(image.columns, high[0] + room)), int(min(image.rows, high[1] + room))
    return left, top, right, bottom


def _on_whole(points: Array, part: Part) -> Array:
    """Points from the middle of the part's first pixel as pixels of the whole, counted from its corner."""
    found: Array = (points + 0.5) * part.step + np.array(part.corner)
    return found


def _outline(called: tuple[str, str], points: Array, part: Part, *, sure: float) -> Outline:
    placed = _on_whole(points, part)
    if not shapely.Polygon(placed).is_valid:
        mended = max(shapely.get_parts(shapely.Polygon(placed).buffer(0)), key=lambda piece: piece.area)
        placed = shapely.get_coordinates(mended.exterior)[:-1]
    return Outline(*called, ((placed,),), values={CONFIDENCE: round(sure, 3)})


def _direction(middle: Array, section: Section) -> float:
    """Where a strut lies, anticlockwise as it is seen, y down."""
    x, y = middle - np.array(section.flat.middle)
    return float(np.arctan2(-y, x) % (2 * np.pi))
