"""Photographed sections, outlined by the program: from the file to lines on its full resolution."""

from collections.abc import Mapping
from math import isfinite, nan
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely

from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.segmentation.confidence import Confidence, confidence_of, walled
from neointima.instruments.segmentation.features import is_stained
from neointima.instruments.segmentation.optical_density import optical_density
from neointima.instruments.segmentation.photograph import Box, Part, Photograph, photograph
from neointima.instruments.segmentation.section import Section, section_of
from neointima.instruments.segmentation.vessels import vessels
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

# Longer side [pixels] of the picture on which a vessel is outlined: about 3 µm a pixel in a coronary artery. A vessel
# that fills this share of the overview is outlined there; a smaller one is read again, closer.
LONGEST, FILLS = 1300, 0.5
# Tissue must border this share of the lumen, and the mean confidence of its lines be this, or it is no vessel.
WALLED, LEAST = 0.4, 0.25
CONFIDENCE = "Confidence"
NO_VESSEL = (
    "no vessel is seen, a ring of stained tissue around a lumen; give a photograph of a stained section in transmitted "
    "light, or trace it in QuPath"
)
GREY = "the picture is grey; give a photograph in colour of a stained section, or trace it in QuPath"


class Outlined(NamedTuple):
    """Outlines in pixels of the whole photograph, each with its confidence from 0 to 1, and what they were drawn on.

    ``drawing.unit`` is the side of a pixel [m] or nan. Several vessels are told apart by section, '1' and so on from
    the left; ``parts`` has the small picture of each that was looked at.
    """

    drawing: Drawing
    parts: Mapping[str, Part]


class Found(NamedTuple):
    """A section with its confidence, and the part of the photograph whose pixels it is in."""

    section: Section
    sure: Confidence
    part: Part


def outlined(path: Path, scale: float = nan) -> Outlined:
    """Lumen, laminae and struts of every vessel on a photograph; ``scale`` [m] is a pixel's where the file has none.

    A vessel that is small on its slide is found first and then looked at again at a finer copy. A Mistake when there is
    none.
    """
    image = photograph(path)
    found = _sections(image)
    if not found:
        raise Mistake(f"{path.name}: {NO_VESSEL}")
    outlines: list[Outline] = []
    notes = [image.scale.note] if image.scale.note else []
    parts = {}
    for number, one in enumerate(found, 1):
        name = str(number) if len(found) > 1 else ""
        parts[name] = one.part
        outlines += _outlines(one, name)
        notes += [f"{path.name}{f' › {name}' if name else ''}: {note}" for note in one.sure.notes]
    pixel = image.scale.pixel if isfinite(image.scale.pixel) else scale
    return Outlined(Drawing(path.name, tuple(outlines), pixel, notes=tuple(notes)), parts)


def _sections(image: Photograph) -> list[Found]:
    overview = image.whole(LONGEST)
    try:
        density = optical_density(overview.picture)
    except Mistake as mistake:
        raise Mistake(f"{image.name}: {mistake}") from None
    if not is_stained(density):
        raise Mistake(f"{image.name}: {GREY}")
    boxes = vessels(density)
    side = max(overview.picture.shape[:2])
    if len(boxes) == 1 and max(boxes[0].right - boxes[0].left, boxes[0].bottom - boxes[0].top) >= FILLS * side:
        return _found(overview)
    placed = (_box_on_whole((box.left, box.top, box.right, box.bottom), overview, image) for box in boxes)
    return [one for box in placed for one in _found(image.near(box, LONGEST))]


def _box_on_whole(box: tuple[float, ...], part: Part, image: Photograph) -> Box:
    low = np.array(box[:2]) * part.step + part.corner
    high = np.array(box[2:]) * part.step + part.corner
    return int(low[0]), int(low[1]), int(min(image.columns, high[0])), int(min(image.rows, high[1]))


def _found(part: Part) -> list[Found]:
    """The section of a part if it is one: tissue all around the lumen, and a wall with layers."""
    try:
        section = section_of(optical_density(part.picture))
    except (Mistake, ValueError, IndexError):
        # No glass in this box, or no wall: a piece of muscle, not a vessel.
        return []
    if section is None:
        return []
    sure = confidence_of(section)
    is_vessel = walled(section) >= WALLED and (sure.lumen + sure.internal + sure.external) / 3 >= LEAST
    return [Found(section, sure, part)] if is_vessel else []


def _outlines(found: Found, name: str) -> list[Outline]:
    section, sure = found.section, found.sure
    lines = (
        ("Lumen", section.lumen, sure.lumen),
        ("IEL", section.internal, sure.internal),
        ("EEL", section.external, sure.external),
    )
    drawn = [
        _outline(Outline(label, label, section=name), points, found.part, sure=each) for label, points, each in lines
    ]
    middle = np.array(section.flat.middle)
    around = [float(np.arctan2(*(strut.middle() - middle)[::-1]) % (2 * np.pi)) for strut in section.struts]
    for number, place in enumerate(np.argsort(around).tolist(), 1):
        strut = Outline("Strut", f"Strut {number}", section=name)
        drawn.append(_outline(strut, section.struts[place].points, found.part, sure=sure.struts[place]))
    return drawn


def _outline(outline: Outline, points: Array, part: Part, *, sure: float) -> Outline:
    """With its line in pixels of the whole: found from the middle of the first pixel, counted from its corner."""
    placed = (points + 0.5) * part.step + np.array(part.corner)
    if not shapely.Polygon(placed).is_valid:
        mended = max(shapely.get_parts(shapely.Polygon(placed).buffer(0)), key=lambda piece: piece.area)
        placed = shapely.get_coordinates(mended.exterior)[:-1]
    return outline._replace(polygons=((placed,),), values={CONFIDENCE: round(sure, 3)})
