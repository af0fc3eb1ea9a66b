"""Small dark shapes with soft edges: nuclei of cells and of endothelium, and the elastic laminae as strings of them."""

from typing import NamedTuple

import numpy as np

from neointima.instruments.histology.cells import Cells, resampled
from neointima.instruments.histology.texture import sampled, textures
from neointima.quantities.kinds import Array, Marks
from neointima.simulation.section_snapshot import MACROPHAGE, MEDIA, MUSCLE, SG2M, Snapshot

# Half length and half width [m] of nuclei, as on sections of pig coronary arteries; assumed.
CONTRACTILE, SYNTHETIC, ROUND, FLAT = (8.5e-6, 1.6e-6), (5.2e-6, 3.0e-6), (3.3e-6, 3.0e-6), (6e-6, 1.1e-6)
DIVIDING = 1.2
FULL_SIZE = 8e-6
LAMINA, THIN_LAMINA, BEAD = 2.6e-6, 1.3e-6, 1.5e-6
ENDOTHELIUM = 28e-6


class Shapes(NamedTuple):
    """Ellipses: middle (n, 2) [m], half length and half width [m], angle [rad], bend [1/m], darkness, paler middle."""

    place: Array
    length: Array
    width: Array
    angle: Array
    bend: Array
    darkness: Array
    pallor: Array


def nuclei(snapshot: Snapshot, cells: Cells) -> Shapes:
    """One nucleus in each muscle cell and macrophage, at the body's own place.

    Slender where contractile, oval and pale where synthetic, larger and darker in S, G2 and M, round in a macrophage.
    """
    has_nucleus = (snapshot.kind == MUSCLE) | (snapshot.kind == MACROPHAGE)
    is_round, is_dividing = snapshot.kind == MACROPHAGE, (snapshot.phase == SG2M) & (snapshot.kind == MUSCLE)
    sizes = np.where(snapshot.synthetic[:, None], SYNTHETIC, CONTRACTILE)
    sizes = np.where(is_round[:, None], ROUND, sizes) * np.where(is_dividing, DIVIDING, 1.0)[:, None]
    sizes = sizes * np.minimum(1.0, snapshot.radius / FULL_SIZE)[:, None]
    stray = sampled(textures().grain, snapshot.position, 1e-6)
    dark = np.where(is_round | is_dividing, 1.15, np.where(snapshot.synthetic, 0.72, 0.92)) + 0.07 * stray
    pale = np.where(snapshot.synthetic & ~is_dividing, 0.35, 0.1)
    bend = np.where(snapshot.layer == MEDIA, 0.012e6, 0.02e6) * np.where(is_round, 0.0, stray)
    every = Shapes(snapshot.position, sizes[:, 0], sizes[:, 1], cells.angle, bend, dark, pale)
    return Shapes(*(column[has_nucleus] for column in every))


def endothelium(snapshot: Snapshot) -> Shapes:
    """Flat nuclei about every 28 µm just within the lumen's border where it is covered; their number is decoration."""
    places, along, inward = _line(snapshot.contours.lumen, ENDOTHELIUM)
    shift = sampled(textures().grain, places, 1e-6)[:, None]
    direction = np.column_stack([np.cos(along), np.sin(along)])
    places = places + 4e-6 * shift * direction - 1.4e-6 * inward
    covered = marked(places, snapshot.angles, snapshot.endothelium)
    return _alike(places[covered], along[covered], (*FLAT, 1.0))


def laminae(snapshot: Snapshot) -> Shapes:
    """The internal lamina, left out where it is torn, and the thinner external one, both as close beads."""
    contours = snapshot.contours
    internal, along, inward = _line(contours.internal_lamina, BEAD)
    whole = ~marked(internal, snapshot.angles, snapshot.torn)
    wave = 1.3e-6 * sampled(textures().cloud, internal, 0.8e-6)[:, None]
    inner = _alike((internal + wave * inward)[whole], along[whole], (2 * BEAD, LAMINA / 2, 1.0))
    external, along, inward = _line(contours.external_lamina, BEAD)
    wave = 2.0e-6 * sampled(textures().cloud, external, 1.2e-6)[:, None]
    fray = 0.55 + 0.3 * np.tanh(sampled(textures().cloud, external, 1e-6))
    outer = _alike(external + wave * inward, along, (2 * BEAD, THIN_LAMINA / 2, 1.0))._replace(darkness=fray)
    return joined(inner, outer)


def marked(points: Array, angles: Array, marks: Marks) -> Marks:
    """What the mark nearest in angle says at each point; angles are evenly spaced around the section's origin."""
    if not len(angles):
        return np.zeros(len(points), dtype=bool)
    turn = np.arctan2(points[:, 1], points[:, 0]) - angles[0]
    return marks[np.rint(turn / (2 * np.pi) * len(angles)).astype(np.int64) % len(angles)]


def joined(*parts: Shapes) -> Shapes:
    """All shapes of several lists in one."""
    return Shapes(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _line(outline: Array, spacing: float) -> tuple[Array, Array, Array]:
    """Points along an outline, its direction [rad] there, and the unit vector to its left: inward, as it is turned."""
    points = resampled(outline, spacing)
    ahead = np.roll(points, -1, axis=0) - np.roll(points, 1, axis=0)
    along = np.arctan2(ahead[:, 1], ahead[:, 0])
    return points, along, np.column_stack([-np.sin(along), np.cos(along)])


def _alike(places: Array, along: Array, shape: tuple[float, float, float]) -> Shapes:
    length, width, darkness = (np.full(len(places), value) for value in shape)
    return Shapes(places, length, width, along, np.zeros(len(places)), darkness, np.zeros(len(places)))
