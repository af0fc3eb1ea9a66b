"""Everything that takes up room in a section: muscle cells, fibrin, what dead cells left, and macrophages."""

from typing import Any, NamedTuple

import numpy as np

from neointima.geometry.section_frame import TURN, SectionFrame
from neointima.quantities.kinds import Array, Marks, Numbers
from neointima.simulation.section_snapshot import MUSCLE, REMNANT
from neointima.submodels.cells.single_cells import Lived, Lives, draw_all

# Which draw of a cell's key decides where its daughters lie; far from those that decide its events.
WHERE = 1 << 40
FIBRIN_AT_STRUTS = 0.6


class Bodies(NamedTuple):
    """One entry for each body: where it lies [m, (bodies, 2)], what it is, and what it carries.

    ``crossing`` marks cells on their way through the internal lamina, ``crowded`` those held at rest by their
    neighbours. ``proteoglycan`` and ``collagen`` are areas of matrix around it [m²]; ``synthesis`` is how strongly it
    makes matrix, which daughters inherit; ``p27`` and ``p27_undrugged`` its level with the drug and as it would be
    without.
    """

    position: Array
    kind: Numbers
    lives: Lives
    crossing: Marks
    crowded: Marks
    proteoglycan: Array
    collagen: Array
    synthesis: Array
    p27: Array
    p27_undrugged: Array

    def muscle(self) -> Marks:
        return self.kind == MUSCLE

    def in_media(self) -> Marks:
        return self.muscle() & ~self.lives.neointimal

    def in_neointima(self) -> Marks:
        """Muscle cells of the neointima, those on their way to it among them."""
        return self.muscle() & self.lives.neointimal

    def rows(self, chosen: Numbers | Marks) -> "Bodies":
        """Some of the bodies, in that order."""
        return self._replace(
            lives=Lives._make(each[chosen] for each in self.lives),
            **{name: getattr(self, name)[chosen] for name in self._fields if name != "lives"},
        )


def joined(first: Bodies, second: Bodies) -> Bodies:
    """The bodies of both."""
    pairs: Any = zip(first.lives, second.lives, strict=True)
    lives = Lives._make(np.concatenate(pair) for pair in pairs)
    rest: dict[str, Any] = {
        name: np.concatenate([getattr(first, name), getattr(second, name)])
        for name in first._fields[:2] + first._fields[3:]
    }
    return Bodies(**{**rest, "lives": lives})


def lifeless(position: Array, kind: int, *, proteoglycan: float = 0.0) -> Bodies:
    """Bodies that are no muscle cells: fibrin or macrophages."""
    n = len(position)
    no, zero = np.zeros(n, dtype=bool), np.zeros(n)
    keys = np.zeros(n, dtype=np.uint64)
    lives = Lives(keys, keys, no, ~no, no, zero.astype(np.int64), zero, np.zeros((n, 4)))
    matrix = np.full(n, proteoglycan)
    return Bodies(position, np.full(n, kind, dtype=np.int64), lives, no, no, matrix, zero, zero, zero, zero)


def descended(bodies: Bodies, lived: Lived, radius: Array) -> Bodies:
    """Bodies after their cells lived a while: daughters lie side by side and share the matrix of their mother.

    Dead cells leave what matrix they had, or nothing.
    """
    source = lived.source
    after = bodies.rows(source)._replace(lives=lived.lives)
    portions = np.bincount(source, minlength=len(bodies.kind))[source]
    turn = np.empty(source.size)
    draw_all(lived.lives.key, WHERE, turn)
    aside = np.where(lived.born, 0.5 * radius[source], 0.0)
    shift = aside[:, None] * np.stack([np.cos(TURN * turn), np.sin(TURN * turn)], axis=-1)
    matrix = [held / portions for held in (after.proteoglycan, after.collagen)]
    kind = np.where(lived.died, REMNANT, after.kind)
    after = after._replace(
        position=after.position + shift,
        kind=kind,
        crossing=after.crossing | lived.left,
        proteoglycan=matrix[0],
        collagen=matrix[1],
    )
    gone = (kind == REMNANT) & (after.proteoglycan + after.collagen <= 0)
    return after.rows(~gone) if gone.any() else after


def placed_in_media(cells: int, frame: SectionFrame, *, outer: float, luck: np.random.Generator) -> Array:
    """Places for so many cells, evenly between lamina and ``outer`` [m] and beside struts, (cells, 2)."""
    area = np.pi * (outer**2 - frame.lamina**2) - frame.dented()
    spacing = np.sqrt(area / cells / (np.sqrt(3) / 2))
    for _ in range(60):
        places = _hexagons(frame, outer, spacing)
        if len(places) >= cells:
            break
        spacing *= 0.995
    chosen = np.sort(luck.permutation(len(places))[:cells])
    jitter = 0.15 * spacing * luck.standard_normal((len(places), 2))
    return (places + jitter)[chosen]


def _hexagons(frame: SectionFrame, outer: float, spacing: float) -> Array:
    """Staggered rows around the lumen, without those in struts."""
    rows = max(round(float((outer - frame.lamina) / (spacing * np.sqrt(3) / 2))), 1)
    places = []
    for row in range(rows):
        radius = frame.lamina + (row + 0.5) / rows * (outer - frame.lamina)
        count = int(TURN * radius / spacing)
        angles = (np.arange(count) + 0.5 * (row % 2)) * TURN / count
        _, arc = frame.nearest(angles)
        in_metal = (np.abs(arc) * radius / frame.lamina < frame.width / 2 + 0.3 * spacing) & (
            radius < frame.outer_face() + 0.3 * spacing
        )
        places.append(radius * np.stack([np.cos(angles), np.sin(angles)], axis=-1)[~in_metal])
    return np.concatenate(places)


def placed_fibrin(bodies: int, frame: SectionFrame, radius: float) -> Array:
    """Places of fibrin on the wall: most in the corners beside struts, the rest between them, (bodies, 2)."""
    struts = max(frame.angles.size, 1)
    beside = int(FIBRIN_AT_STRUTS * bodies / (2 * struts)) if frame.angles.size else 0
    arcs = frame.width / 2 + radius * (1 + 2 * np.arange(beside) / 2)
    corner = np.concatenate([arcs, -arcs]) / frame.lamina
    at_struts = (frame.angles[:, None] + corner).ravel()
    even = (np.arange(2 * bodies) + 0.5) * TURN / (2 * bodies)
    free = even[~frame.under_strut(even)]
    rest = free[np.linspace(0, free.size - 1, bodies - at_struts.size).astype(int)]
    angles = np.concatenate([at_struts, rest])
    far = frame.lamina - radius
    return far * np.stack([np.cos(angles), np.sin(angles)], axis=-1)


def placed_macrophages(strut: Numbers, order: Numbers, *, frame: SectionFrame, radius: float) -> Array:
    """Places of newcomers at struts: around the metal, those of higher ``order`` further along, (newcomers, 2)."""
    share = (order * 0.6180339887 + strut * 0.271) % 1
    side = np.where(order % 2 == 0, 1.0, -1.0)
    across = frame.inner_face() + share * frame.thickness
    along = side * (frame.width / 2 + radius)
    cos, sin = np.cos(frame.angles[strut]), np.sin(frame.angles[strut])
    found: Array = np.stack([across * cos - along * sin, across * sin + along * cos], axis=-1)
    return found
