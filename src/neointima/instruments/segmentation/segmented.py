"""The outlines of every stented vessel on a photograph, with how sure they are, for a person to correct."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.segmentation.confidence import Confidence, confidence_of, walled
from neointima.instruments.segmentation.features import is_stained
from neointima.instruments.segmentation.optical_density import optical_density
from neointima.instruments.segmentation.photograph import Part, Photograph, part, photograph
from neointima.instruments.segmentation.section import Section, section_of
from neointima.instruments.segmentation.vessels import Box, vessels
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

# Longest side [pixels] of the picture on which a vessel is outlined: about 3 µm a pixel in a coronary artery. A vessel that
# fills this share of the overview is outlined there; a smaller one is read again, closer.
LONGEST, FILLS = 1300, 0.5
# Tissue must border this share of the lumen, and the mean confidence of its lines be this, or it is no vessel.
WALLED, LEAST = 0.6, 0.25
CONFIDENCE = "Confidence"


class Placed(NamedTuple):
    """A section, and the part of the photograph whose pixels it is in."""

    section: Section
    where: Part


def segmented(path: Path) -> Drawing:
    """Lumen, IEL, EEL and struts in pixels of the full picture, from its top left corner; ``unit`` is its scale.

    Several vessels are told apart by ``section``, '1' and so on from the left. A Mistake when no stented vessel is seen.
    """
    shown = photograph(path)
    found = _sections(shown)
    if not found:
        raise Mistake(
            f"{path.name}: no vessel is seen, a ring of stained tissue around a lumen; give a photograph of a stained "
            "section in transmitted light, or trace it in QuPath"
        )
    outlines: list[Outline] = []
    notes: list[str] = []
    for number, placed in enumerate(found, 1):
        name = str(number) if len(found) > 1 else ""
        sure = confidence_of(placed.section)
        outlines += _outlines(placed, sure, name)
        notes += [f"section {name}: {note}" if name else note for note in sure.notes]
    return Drawing(str(path), tuple(outlines), shown.pixel, False, tuple(notes))


def _sections(shown: Photograph) -> list[Placed]:
    try:
        overview = part(shown, (0, 0, shown.columns, shown.rows), LONGEST)
        density = optical_density(overview.picture)
    except Mistake as mistake:
        raise Mistake(f"{shown.path.name}: {str(mistake).removeprefix(shown.path.name + ': ')}") from None
    if not is_stained(density):
        raise Mistake(f"{shown.path.name}: the picture is grey; a section stained and photographed in colour is needed")
    boxes = vessels(density)
    if len(boxes) == 1 and _share(boxes[0], overview) >= FILLS:
        found = [_placed(section_of(density), overview)]
    else:
        found = [_closer(shown, overview, box) for box in boxes]
    return [each for each in found if each is not None]


def _share(box: Box, overview: Part) -> float:
    return max(box.right - box.left, box.bottom - box.top) / max(overview.picture.shape[:2])


def _closer(shown: Photograph, overview: Part, box: Box) -> Placed | None:
    left, right = (overview.left + each * overview.factor for each in (box.left, box.right))
    top, bottom = (overview.top + each * overview.factor for each in (box.top, box.bottom))
    near = part(shown, (left, top, min(right, shown.columns), min(bottom, shown.rows)), LONGEST)
    try:
        return _placed(section_of(optical_density(near.picture)), near)
    except Mistake:
        # No glass in this box: a piece of muscle, not a vessel.
        return None


def _placed(section: Section | None, where: Part) -> Placed | None:
    """The section if it is one: tissue all around the lumen, and a wall with layers."""
    if section is None:
        return None
    sure = confidence_of(section)
    is_vessel = walled(section) >= WALLED and (sure.lumen + sure.internal + sure.external) / 3 >= LEAST
    return Placed(section, where) if is_vessel else None


def _outlines(placed: Placed, sure: Confidence, name: str) -> list[Outline]:
    section = placed.section
    lines = (
        ("Lumen", section.lumen, sure.lumen),
        ("IEL", section.internal, sure.internal),
        ("EEL", section.external, sure.external),
    )
    middle = np.array(section.flat.middle)
    turn = [float(np.arctan2(*(strut.middle() - middle)[::-1]) % (2 * np.pi)) for strut in section.struts]
    order = np.argsort(turn)
    drawn = [_outline(label, label, (points, value), placed.where, name) for label, points, value in lines]
    drawn += [
        _outline("Strut", f"Strut {number}", (section.struts[at].points, sure.struts[at]), placed.where, name)
        for number, at in enumerate(order.tolist(), 1)
    ]
    return drawn


def _outline(label: str, called: str, drawn: tuple[Array, float], where: Part, name: str) -> Outline:
    points, value = drawn
    # Found from the middle of the first pixel; a picture's own coordinates start at its corner.
    full = (points + 0.5) * where.factor + np.array([where.left, where.top])
    return Outline(label, called, ((full,),), section=name, values={CONFIDENCE: round(value, 3)})
