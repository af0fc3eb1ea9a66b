"""Where tissue ends and blood begins, traced around a section."""

from typing import NamedTuple

import numpy as np

from neointima.geometry.section_frame import TURN, SectionFrame
from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array, Marks

# Directions in which the surface is traced, and neighbours over which a traced line is evened out.
DIRECTIONS = 720
EVENED = 5
# Gaps between two bodies narrower than this many of their radii are closed, as tissue fills them.
CLOSED = 0.6


class Surface(NamedTuple):
    """At even ``angles`` [rad]: radius of the lumen [m], with metal as tissue, and of the tissue alone."""

    angles: Array
    lumen: Array
    tissue: Array


@compiled
def _nearest(position, radius, inside, closed, found):  # type: ignore[no-untyped-def]
    """Lower ``found`` to where a ray from the centre first meets a body that is ``inside``."""
    n = found.size
    step = 2 * np.pi / n
    for i in range(radius.size):
        if not inside[i]:
            continue
        far = np.sqrt(position[i, 0] ** 2 + position[i, 1] ** 2)
        r, wide = radius[i], (1.0 + closed) * radius[i]
        if far <= wide:
            continue
        angle = np.arctan2(position[i, 1], position[i, 0]) % (2 * np.pi)
        half = np.arcsin(wide / far)
        for k in range(int(np.ceil((angle - half) / step)), int(np.floor((angle + half) / step)) + 1):
            off = far * np.sin(k * step - angle)
            rise = np.sqrt(max(wide * wide - off * off, 0.0)) - (wide - r)
            found[k % n] = min(found[k % n], far * np.cos(k * step - angle) - max(rise, 0.0))


def lumen_surface(position: Array, radius: Array, inside: Marks, *, frame: SectionFrame) -> Surface:
    """The line around what lies ``inside`` the lamina, (bodies,) with their ``position`` and ``radius`` [m].

    Nothing on the wall leaves the lamina itself; struts that stand proud belong to the tissue.
    """
    angles = np.arange(DIRECTIONS) * TURN / DIRECTIONS
    found = np.full(DIRECTIONS, frame.lamina)
    _nearest(position, radius, inside, CLOSED, found)
    tissue = np.minimum(_evened(found), frame.lamina)
    metal = np.where(frame.under_strut(angles), frame.inner_face(), np.inf)
    return Surface(angles, np.minimum(tissue, metal), tissue)


def _evened(line: Array) -> Array:
    """The median, then the mean, of neighbours: one stray body draws no spike."""
    half = EVENED // 2
    beside = np.stack([np.roll(line, shift) for shift in range(-half, half + 1)])
    middle = np.median(beside, axis=0)
    return np.stack([np.roll(middle, shift) for shift in (-1, 0, 1)]).mean(axis=0)


def area_within(line: Array) -> float:
    """Area within radii ``line`` [m] at even angles [m²]."""
    return float(np.sin(TURN / line.size) / 2 * line @ np.roll(line, 1))
