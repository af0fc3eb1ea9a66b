"""Several sections on one slide, told apart by where they lie when nothing else does."""

from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np

from neointima.instruments.outlines import Outline

# From outside in: the first that is there shows how many sections there are.
OUTERMOST = ("adventitia", "eel", "wall", "media", "iel", "neointima", "stent", "lumen")
# Sections of a slide lie apart; hulls of close neighbours may touch.
OVERLAP = 0.05


class Classed(NamedTuple):
    """An outline, its class of ``KINDS``, the section it belongs to, and a strut's number, 0 where it has none."""

    kind: str
    section: str
    number: int
    outline: Outline


def by_place(found: list[Classed], source: str) -> tuple[list[Classed], list[str]]:
    """Outlines with the section that they lie in, and what was decided, in plain sentences.

    Where the outermost layer of a section is there several times, side by side, each is a section with all that lies in
    or nearest to it, numbered in the file's order. Outlines that name no section, such as struts, go to the named one
    that they lie in or nearest to. Outlines that lie on one another, as frames do, stay as they are.
    """
    notes: list[str] = []
    frames: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(found):
        frames[each.outline.section].append(place)
    placed = list(found)
    for frame, members in frames.items():
        sections = {found[place].section for place in members}
        outer = _outermost(found, members)
        hulls = [_hull(found[place].outline) for place in outer]
        if len(outer) < 2 or _overlap(hulls):
            continue
        if len(sections) == 1:
            numbered = [" ".join(filter(None, (*sections, str(number)))) for number in range(1, len(outer) + 1)]
            notes.append(f"{source}: {len(outer)} sections told apart by their place and numbered as in the file")
        else:
            numbered = [found[place].section for place in outer]
        for place in members:
            if len(sections) == 1 or found[place].section == frame:
                nearest = _nearest(found[place].outline, hulls) if place not in outer else outer.index(place)
                placed[place] = found[place]._replace(section=numbered[nearest])
    return placed, notes


def _outermost(found: list[Classed], members: list[int]) -> list[int]:
    """Closed outlines of the outermost layer there is: open ones may be pieces of one torn lamina."""
    for kind in OUTERMOST:
        several = [place for place in members if found[place].kind == kind and found[place].outline.polygons]
        if several:
            return several
    return []


def _hull(outline: Outline) -> Any:
    import shapely

    points = [np.empty((0, 2)), *(polygon[0] for polygon in outline.polygons), *outline.lines]
    return shapely.MultiPoint(np.concatenate(points)).convex_hull


def _overlap(hulls: list[Any]) -> bool:
    import shapely

    tree = shapely.STRtree(hulls)
    one, other = tree.query(hulls, predicate="intersects")
    one, other = one[one < other], other[one < other]
    several = np.array(hulls, dtype=object)
    shared = shapely.area(shapely.intersection(several[one], several[other]))
    return bool(np.any(shared > OVERLAP * np.minimum(shapely.area(several[one]), shapely.area(several[other]))))


def _nearest(outline: Outline, hulls: list[Any]) -> int:
    import shapely

    hull = _hull(outline)
    away = shapely.distance(hull, hulls)
    return int(np.lexsort((shapely.distance(hull.centroid, shapely.centroid(hulls)), away))[0])
