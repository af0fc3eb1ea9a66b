"""Where a section of a stented wall lies on paper: the whole of it, or the tissue around one strut with blood below."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from neointima.laboratory.wall_cells import MEDIA, WallCells, content, wall_cells
from neointima.quantities.kinds import Array

MICRON, MILLIMETRE = 1e6, 1e3
RULER = 100.0
ABOVE, BELOW, BESIDE = 0.03, 0.33, 1.05


@dataclass(frozen=True, slots=True)
class Section:
    """One section: ``nodes`` (r + 1, a + 1, 2) are corners on paper, ``piece`` the slice it shows.

    ``window`` is what to show of it (left, right, bottom, top) and ``ruler`` a scale bar (length, x, y), in the unit of
    ``nodes``. ``is_close`` tells one strut from a whole section.
    """

    cells: WallCells
    nodes: Array
    piece: int
    window: tuple[float, float, float, float]
    ruler: tuple[float, float, float]
    ruler_words: str
    is_close: bool = False

    def aspect(self) -> float:
        """Width of what is shown over its height."""
        left, right, bottom, top = self.window
        return (right - left) / (top - bottom)

    def plane(self, values: Array) -> Array:
        """Values of the cells (cells,) on the section (r, a), nan where there is metal."""
        plane: Array = self.cells.drawn(values)[:, :, self.piece]
        return plane

    def lines(self) -> list[Array]:
        """The lumen's edge, the laminae and the outside, each (a + 1, 2)."""
        return [self.nodes[edge] for edge in self.cells.boundaries()]


def whole(recording: Any) -> Section:
    """The whole section in millimetres, of a segment the one in its middle."""
    cells = wall_cells(recording)
    nodes = MILLIMETRE * np.concatenate([cells.corners, cells.corners[:, :1]], axis=1)
    reach = 1.04 * float(np.abs(nodes).max())
    return Section(cells, nodes, cells.shape[2] // 2, (-reach, reach, -reach, reach), (1.0, 0.0, 0.0), "1 mm")


def around_strut(recording: Any) -> Section:
    """The same section turned so that one strut looks up, in micrometres from the internal lamina there."""
    section = whole(recording)
    lamina = section.nodes[_lamina(section.cells)]
    middle = _strut(section, recording)
    turn = np.pi / 2 - np.arctan2(*middle[::-1])
    cos, sin = np.cos(turn), np.sin(turn)
    nodes = section.nodes @ np.array([[cos, sin], [-sin, cos]]) * MICRON / MILLIMETRE
    nearest = int(np.argmin(np.linalg.norm(lamina - middle, axis=1)))
    nodes = nodes - np.array([0.0, nodes[_lamina(section.cells), nearest, 1]])
    top = float(nodes[-1, nearest, 1])
    thick = top - float(nodes[0, nearest, 1])
    bottom = top - (1 + BELOW) * thick
    window = (-BESIDE * thick, BESIDE * thick, bottom, top + ABOVE * thick)
    ruler = (RULER, 0.0, bottom + 0.6 * BELOW * thick)
    return replace(section, nodes=nodes, window=window, ruler=ruler, ruler_words=f"{RULER:.0f} µm", is_close=True)


def _lamina(cells: WallCells) -> int:
    """Edge of rings where the media begins."""
    return int(np.searchsorted(cells.layers, MEDIA))


def _strut(section: Section, recording: Any) -> Array:
    """Where on the internal lamina the strut stands that takes most room, or else the place with most drug [mm]."""
    lamina = section.nodes[_lamina(section.cells)]
    metal = np.isnan(section.plane(np.zeros(section.cells.ring.size))).sum(axis=0)
    if not metal.any():
        fullest = np.nanargmax(np.nanmax(section.plane(content(recording)[0]), axis=0))
        middle: Array = (lamina[fullest] + lamina[fullest + 1]) / 2
        return middle
    # Begin between struts, so that none is cut in two.
    start = int(np.argmin(metal))
    turned = np.roll(metal, -start)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], turned > 0, [0]])))
    struts = edges.reshape(-1, 2)
    first, last = struts[np.argmax([turned[begin:end].sum() for begin, end in struts])]
    sectors = metal.size
    return (lamina[(first + start) % sectors] + lamina[(last + start) % sectors]) / 2
