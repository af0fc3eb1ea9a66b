"""The outlines of a section by name, and a section from outlines that bear names."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from neointima.geometry.section_contours import SectionContours, polygon_area
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

LUMEN, INTERNAL, EXTERNAL, OUTSIDE, STRUT = "Lumen", "IEL", "EEL", "Adventitia", "Strut"
# Red, green and blue of each class in QuPath and ImageJ.
COLOURS = {
    LUMEN: (0, 114, 178),
    INTERNAL: (0, 158, 115),
    EXTERNAL: (230, 159, 0),
    OUTSIDE: (150, 150, 150),
    STRUT: (213, 94, 0),
}


class Outline(NamedTuple):
    """A closed line, its class, one of COLOURS, and the name of this one, such as 'Strut 3'."""

    kind: str
    name: str
    points: Array


def outlines(contours: SectionContours) -> list[Outline]:
    """Lumen, IEL, EEL and adventitia, then Strut 1 and so on, all anticlockwise in metres."""
    layers = (contours.lumen, contours.internal_lamina, contours.external_lamina, contours.outside)
    named = [Outline(kind, kind, points) for kind, points in zip(COLOURS, layers, strict=False)]
    return named + [Outline(STRUT, f"{STRUT} {number}", points) for number, points in enumerate(contours.struts, 1)]


def section_of(found: Iterable[Outline], source: str) -> SectionContours:
    """The section that outlines in metres make, struts by number; a Mistake when a layer is there twice or never."""
    layers: dict[str, Array] = {}
    struts: list[tuple[int, int, Array]] = []
    for place, outline in enumerate(found):
        points = anticlockwise(outline.points, f"{source} › {outline.name}")
        if outline.kind == STRUT:
            digits = "".join(letter for letter in outline.name if letter in "0123456789")[:9]
            struts.append((int(digits) if digits else 10**9, place, points))
        elif outline.kind in layers:
            raise Mistake(f"{source}: {outline.kind} is there twice; keep one outline of that class")
        else:
            layers[outline.kind] = points
    for kind in (LUMEN, INTERNAL, EXTERNAL, OUTSIDE):
        if kind not in layers:
            raise Mistake(f"{source}: no outline of class {kind}; trace it and give it that class")
    ordered = [points for *_, points in sorted(struts, key=lambda strut: strut[:2])]
    return SectionContours(layers[LUMEN], layers[INTERNAL], layers[EXTERNAL], layers[OUTSIDE], tuple(ordered))


def anticlockwise(points: Array, place: str) -> Array:
    """Points in the sense of SectionContours without a repeated end; a Mistake when they enclose nothing."""
    if len(points) > 1 and np.array_equal(points[0], points[-1]):
        points = points[:-1]
    if len(points) < 3 or not np.all(np.isfinite(points)):
        raise Mistake(f"{place}: {len(points)} points; a closed line of three or more finite points is needed")
    area = polygon_area(points - points[0])
    if area == 0:
        raise Mistake(f"{place}: the line encloses nothing; trace it anew")
    return points if area > 0 else points[::-1]
