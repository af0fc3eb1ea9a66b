"""Bodies as a picture shows them: orientation, elongation and what they are made of."""

from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from neointima.instruments.histology.texture import sampled, textures
from neointima.quantities.kinds import Array, Numbers
from neointima.simulation.section_snapshot import FIBRIN, MACROPHAGE, MEDIA, MUSCLE, REMNANT, Snapshot

# How many times longer than wide: a contractile cell, one that has left that state, and fibres of fibrin.
LENGTHS = {"contractile": 2.2, "synthetic": 1.7, "other": 1.0}
SWIRL, STRAY = 9e-6, 1.3e-6
BORDER = 50e-6


class Cells(NamedTuple):
    """One entry a body: place (n, 2) [m], radius [m], the angle [rad] of its long side and length over width.

    ``share`` is the part of its disc that is cell, the rest matrix; ``collagen`` the part of the matrix that is
    collagen; ``kind`` as in the snapshot. Angles are decoration.
    """

    position: Array
    radius: Array
    angle: Array
    elongation: Array
    share: Array
    collagen: Array
    kind: Numbers


def cells(snapshot: Snapshot) -> Cells:
    """Media lies along the internal lamina; neointima in swirls, along the lumen where that is near."""
    is_muscle = snapshot.kind == MUSCLE
    is_spindle = is_muscle & ~snapshot.synthetic
    elongation = np.where(is_spindle, LENGTHS["contractile"], LENGTHS["other"])
    elongation = np.where(is_muscle & snapshot.synthetic, LENGTHS["synthetic"], elongation)
    share = np.where(snapshot.kind == REMNANT, 0.0, 1 - snapshot.matrix)
    share = np.where((snapshot.kind == FIBRIN) | (snapshot.kind == MACROPHAGE), 1.0, share)
    return Cells(
        snapshot.position, snapshot.radius, _angles(snapshot), elongation, share, snapshot.collagen, snapshot.kind
    )


def _angles(snapshot: Snapshot) -> Array:
    position, cloud, grain = snapshot.position, textures().cloud, textures().grain
    if not len(position):
        return np.zeros(0)
    stray = sampled(grain, position, STRAY)
    along_lamina, _ = _tangent(snapshot.contours.internal_lamina, position)
    along_lumen, far = _tangent(snapshot.contours.lumen, position)
    swirl = along_lumen + 2.2 * sampled(cloud, position, SWIRL) + 0.5 * stray
    near = np.exp(-((far / BORDER) ** 2))
    free = swirl * (1 - near) + (along_lumen + 0.25 * stray) * near
    return np.where(snapshot.layer == MEDIA, along_lamina + 0.12 * stray, free)


def _tangent(outline: Array, points: Array) -> tuple[Array, Array]:
    """The direction [rad] of an outline where it is nearest to each point, and how far that is [m]."""
    dense = resampled(outline, 10e-6)
    ahead = np.roll(dense, -2, axis=0) - np.roll(dense, 2, axis=0)
    far, nearest = cKDTree(dense).query(points)
    return np.arctan2(ahead[nearest, 1], ahead[nearest, 0]), far


def resampled(outline: Array, spacing: float) -> Array:
    """Points about ``spacing`` [m] apart along a closed outline."""
    closed = np.vstack([outline, outline[:1]])
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    stops = np.arange(max(8, round(way[-1] / spacing))) * way[-1] / max(8, round(way[-1] / spacing))
    return np.column_stack([np.interp(stops, way, closed[:, 0]), np.interp(stops, way, closed[:, 1])])
