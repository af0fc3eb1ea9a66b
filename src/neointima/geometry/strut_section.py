"""Struts in a cross-section, evenly spaced or where they were measured, as a relief."""

import numpy as np

from neointima.geometry.relief import TURN, Relief
from neointima.geometry.strut_shapes import StrutShape
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

# Angles that touch to this [rad] do not overlap: round-off.
SLACK = 1e-9


def evenly(struts: int) -> Array:
    """Angles of ``struts`` struts evenly around the section [rad]."""
    if struts < 1:
        raise Mistake(f"{struts} struts: a section needs at least one; for none leave the stent out")
    return np.arange(struts) * TURN / struts


def relief_of_struts(shape: StrutShape, *, angles: Array, outer_face: Array, height: float = 1.0) -> Relief:
    """Struts of one ``shape`` centred at ``angles`` [rad]; ``outer_face`` [m] is each one's radius on the outer side.

    ``outer_face`` is the lumen's radius + t for an embedded strut, + t/2 for a half embedded one, + 0 for one that
    lies on the wall, and less for a malapposed one. The area of metal is exact. Struts that overlap, and struts that
    would pass the axis, are Mistakes.
    """
    angles, outer_face = np.broadcast_arrays(np.atleast_1d(angles) % TURN, outer_face)
    middle = outer_face - shape.thickness / 2
    _check(shape, outer_face)
    half = shape.width / 2 / middle
    _refuse_overlap(angles, half, shape)
    edges = (angles[:, None] + half[:, None] * shape.columns()).ravel() % TURN
    edges = np.unique(np.concatenate([[0.0], edges, [TURN]]))
    centres = (edges[1:] + edges[:-1]) / 2
    offsets = (centres - angles[:, None] + np.pi) % TURN - np.pi
    struts, columns = np.nonzero(np.abs(offsets) < half[:, None])
    radius, offset, width = middle[struts], offsets[struts, columns], np.diff(edges)[columns]
    ends = [shape.area_up_to((offset + side * width / 2) * radius) for side in (-1, 1)]
    half_height = (ends[1] - ends[0]) / (2 * width * radius)
    inner, outer = np.full((2, centres.size, 1), np.nan)
    inner[columns, 0], outer[columns, 0] = radius - half_height, radius + half_height
    return Relief(edges, np.array([0.0, height]), inner, outer)


def _check(shape: StrutShape, outer_face: Array) -> None:
    if not (shape.width > 0 and shape.thickness > 0 and np.all(np.isfinite(outer_face))):
        raise Mistake("a strut's width, thickness and place must be finite and its size above zero; check the section")
    if np.min(outer_face) <= shape.thickness or np.max(shape.width / outer_face) >= np.pi:
        size = f"{shape.width * 1e6:g} um wide and {shape.thickness * 1e6:g} um thick"
        raise Mistake(
            f"a strut {size} does not fit within a radius of {np.min(outer_face) * 1e6:g} um; "
            "check its size, and how far it lies from the wall"
        )


def _refuse_overlap(angles: Array, half: Array, shape: StrutShape) -> None:
    order = np.argsort(angles, kind="stable")
    following = np.roll(order, -1)
    apart = (angles[following] - angles[order]) % TURN
    # A strut alone has the whole turn to itself; two at the very same angle have none.
    apart[-1] = TURN - (angles[order[-1]] - angles[order[0]])
    worst = int(np.argmin(apart - half[order] - half[following]))
    if apart[worst] < half[order[worst]] + half[following[worst]] - SLACK:
        first, second = int(order[worst]) + 1, int(following[worst]) + 1
        room = apart[worst] * shape.width / (half[order[worst]] + half[following[worst]])
        raise Mistake(
            f"struts {first} and {second} overlap: their centres are {room * 1e6:.3g} um apart and they are "
            f"{shape.width * 1e6:g} um wide; take fewer or narrower struts, or move them apart"
        )
