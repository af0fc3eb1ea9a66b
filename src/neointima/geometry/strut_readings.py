"""What is read at each strut of a section: tissue over it, its neighbours, how deep it stands."""

from typing import NamedTuple

import numpy as np
import shapely

from neointima.geometry.drawn_section import DrawnSection, outer_line
from neointima.geometry.rays import TURN, even_angles, innermost, outermost, reach
from neointima.quantities.kinds import Array, Marks

# Even directions in which a section is read, and rays over a strut.
DIRECTIONS, RAYS = 1440, 16
# Lamina beside a strut that is still bent by it: half the strut's own width on either side.
BESIDE = 0.5


class StrutReadings(NamedTuple):
    """By strut, (struts,): ``angle`` [rad] anticlockwise from x as drawn, and lengths [m], nan where not to be had.

    ``over_outer`` and ``over_inner`` run from the outer and the inner face to the lumen, mean over the middle half of
    what the centre sees of the strut. ``spacing`` runs from its middle to that of the next strut, straight.
    ``embedding`` is how far the outer face stands outside the lamina as it runs beside the strut, negative within;
    ``bulge`` how far the lamina itself is pushed out there.
    """

    angle: Array
    over_outer: Array
    over_inner: Array
    spacing: Array
    embedding: Array
    bulge: Array


def read_struts(section: DrawnSection, centre: Array) -> StrutReadings:
    """Every strut of a section, in the order drawn."""
    lines = [outer_line(strut) for strut in section.struts]
    middles = np.array([shapely.get_coordinates(strut.centroid)[0] for strut in section.struts]).reshape(-1, 2)
    angle = np.arctan2(*(middles - centre).T[::-1]) % TURN
    lumen = None if section.lumen.is_empty else outer_line(section.lumen)
    rows = [_over(line, lumen, centre) for line in lines]
    over_outer, over_inner, outer = np.array(rows).reshape(-1, 3).T
    beside, pushed = _lamina(section, lines, centre)
    return StrutReadings(angle, over_outer, over_inner, _spacing(middles, angle), outer - beside, pushed - beside)


def _over(strut: Array, lumen: Array | None, centre: Array) -> tuple[float, float, float]:
    """Tissue over the outer and the inner face, and the distance of the outer face from the centre [m]."""
    first, last = span(strut, centre)
    quarter = (last - first) / 4
    rays = np.linspace(first + quarter, last - quarter, RAYS)
    outer, inner = outermost(strut, centre, rays), innermost(strut, centre, rays)
    blood = np.full(RAYS, np.nan) if lumen is None else outermost(lumen, centre, rays)
    return float((outer - blood).mean()), float((inner - blood).mean()), float(outer.mean())


def span(strut: Array, centre: Array) -> tuple[float, float]:
    """First and last direction in which the centre sees a strut [rad], first below last."""
    around = strut - centre
    middle = np.arctan2(*(around.mean(axis=0))[::-1])
    aside = (np.arctan2(around[:, 1], around[:, 0]) - middle + np.pi) % TURN - np.pi
    return float(middle + aside.min()), float(middle + aside.max())


def _spacing(middles: Array, angle: Array) -> Array:
    """Straight from each strut's middle to that of the next, anticlockwise [m]."""
    if len(middles) < 2:
        return np.full(len(middles), np.nan)
    order = np.argsort(angle)
    found = np.empty(len(middles))
    found[order] = np.hypot(*(np.roll(middles[order], -1, axis=0) - middles[order]).T)
    return found


def _lamina(section: DrawnSection, lines: list[Array], centre: Array) -> tuple[Array, Array]:
    """How far the internal lamina runs from the centre at each strut, carried on from beside it and as it is [m]."""
    unknown = np.full(len(lines), np.nan)
    if section.internal_lamina.is_empty:
        return unknown, unknown
    _, lamina = reach(outer_line(section.internal_lamina), centre, DIRECTIONS)
    spans = [span(line, centre) for line in lines]
    free = ~under(spans, widened=BESIDE) & np.isfinite(lamina)
    if not free.any():
        return unknown, unknown
    angles = even_angles(DIRECTIONS)
    course = np.interp(angles, angles[free], lamina[free], period=TURN)
    beside, pushed = [], []
    for first, last in spans:
        here = under([(first, last)])
        if not here.any():
            here = np.arange(DIRECTIONS) == int((first + last) / 2 % TURN * DIRECTIONS / TURN)
        beside.append(course[here].mean())
        pushed.append((lamina - course)[here].max())
    return np.array(beside), np.array(beside) + np.array(pushed)


def under(spans: list[tuple[float, float]], *, widened: float = 0.0) -> Marks:
    """Even directions within any span, each widened at both ends by a share of itself, (DIRECTIONS,)."""
    angles, found = even_angles(DIRECTIONS), np.zeros(DIRECTIONS, dtype=bool)
    for first, last in spans:
        more = widened * (last - first)
        found |= (angles - (first - more)) % TURN < last - first + 2 * more
    return found
