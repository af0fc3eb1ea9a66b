"""One section as somebody drew it: layers that may be missing, laminae that may be torn."""

from itertools import pairwise
from typing import NamedTuple

import shapely
from shapely import Geometry, Polygon

from neointima.geometry.section_contours import SectionContours
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

NONE = Polygon()
# Share of a line's own area by which it may reach outside the next: the accuracy of a hand.
OUTSIDE = 0.005


class DrawnSection(NamedTuple):
    """Valid shapes in metres, each the area within its line, empty where it was not drawn.

    ``torn_internal`` and ``torn_external`` are the straight pieces that close gaps of a lamina drawn as open lines.
    ``endothelium`` is what was drawn over the lumen. ``scores`` holds the reader's own score of each strut by name,
    nan where there is none, (struts,).
    """

    lumen: Geometry = NONE
    internal_lamina: Geometry = NONE
    external_lamina: Geometry = NONE
    stent: Geometry = NONE
    struts: tuple[Geometry, ...] = ()
    torn_internal: Geometry = NONE
    torn_external: Geometry = NONE
    endothelium: Geometry = NONE
    scores: dict[str, Array] = {}  # noqa: RUF012 -- never changed


def of_contours(contours: SectionContours) -> DrawnSection:
    """The section of this laboratory's own outlines."""
    return DrawnSection(
        lumen=Polygon(contours.lumen),
        internal_lamina=Polygon(contours.internal_lamina),
        external_lamina=Polygon(contours.external_lamina),
        struts=tuple(Polygon(strut) for strut in contours.struts),
    )


def check_order(section: DrawnSection, place: str) -> None:
    """A Mistake when a layer lies outside the one around it by more than 0.5 % of its own area."""
    layers = (
        ("lumen", section.lumen),
        ("internal elastic lamina", section.internal_lamina),
        ("external elastic lamina", section.external_lamina),
    )
    drawn = [(name, shape) for name, shape in layers if not shape.is_empty]
    for (inner, inside), (outer, around) in pairwise(drawn):
        beyond = inside.difference(around).area
        if beyond > OUTSIDE * inside.area:
            raise Mistake(
                f"{place}: {100 * beyond / inside.area:.1f} % of the {inner} lies outside the {outer}; "
                "check that both are of one section and one scale, and mend the outlines"
            )


def outer_line(shape: Geometry) -> Array:
    """Points of the outer ring of the largest piece of a shape [m], (points, 2), the first not repeated."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    return shapely.get_coordinates(largest.exterior)[:-1]
