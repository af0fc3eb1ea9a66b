"""The ring on which the outer faces of struts lie."""

import numpy as np

from neointima.instruments.segmentation.strut import Strut, usual_side
from neointima.instruments.segmentation.unrolled import TURN, Unrolled
from neointima.quantities.kinds import Array, Marks

# How far from the ring of the others an outer face may lie, in sides; and how far the ring is from round (of its
# radius) before the faces say more.
OFF, WAVY, LOOSE = 0.6, 0.1, 0.3


def ring_of(struts: list[Strut], flat: Unrolled) -> Array:
    """1, cos, sin, cos 2 and sin 2 of the distance of outer faces, least squares with small waves preferred."""
    faces = np.array([outer_face(strut, flat) for strut in struts])
    basis = _waves(faces[:, 0])
    stiff = (LOOSE * usual_side(struts) / (WAVY * faces[:, 1].mean())) ** 2
    found: Array = np.linalg.solve(basis.T @ basis + stiff * np.diag([0.0, 1, 1, 1, 1]), basis.T @ faces[:, 1])
    return found


def distance(ring: Array, angles: Array) -> Array:
    """Distance of the ring from the middle [pixels]."""
    found: Array = _waves(angles) @ ring
    return found


def off_ring(strut: Strut, flat: Unrolled, ring: Array) -> float:
    """How far beyond the ring a strut's outer face lies [pixels]."""
    angle, far = outer_face(strut, flat)
    return float(far - distance(ring, np.array([angle]))[0])


def on_ring(struts: list[Strut], flat: Unrolled) -> list[Strut]:
    """Struts whose outer faces lie on one smooth ring; the furthest off is left out until all do."""
    kept = list(struts)
    while len(kept) > 2:
        off = [abs(off_ring(strut, flat, ring_of(kept, flat))) for strut in kept]
        if max(off) < OFF * usual_side(kept):
            break
        kept.pop(int(np.argmax(off)))
    return kept


def outer_face(strut: Strut, flat: Unrolled) -> tuple[float, float]:
    """Angle [rad] of a strut's middle and distance of its outer face: beyond it lies a tenth of its outline."""
    (angle,), _ = flat.place(strut.middle()[None])
    ahead = np.roll(strut.points, -1, axis=0) - strut.points
    dense = np.concatenate([strut.points + ahead * share for share in (0.0, 0.25, 0.5, 0.75)])
    return float(angle), float(np.quantile(flat.place(dense)[1], 0.9))


def behind(struts: list[Strut], flat: Unrolled) -> tuple[Marks, Array]:
    """Directions in which a strut lies, and the distance of its outer face there [pixels]; 0 elsewhere."""
    under, faces = np.zeros(len(flat.angles), dtype=bool), np.zeros(len(flat.angles))
    for strut in struts:
        angle, face = outer_face(strut, flat)
        off = (flat.place(strut.points)[0] - angle + np.pi) % TURN - np.pi
        middle, half = angle + (off.min() + off.max()) / 2, (off.max() - off.min()) / 2
        here = np.abs((flat.angles - middle + np.pi) % TURN - np.pi) <= half
        under |= here
        faces[here] = np.maximum(faces[here], face)
    return under, faces


def _waves(angles: Array) -> Array:
    return np.column_stack([np.ones_like(angles), *(wave(k * angles) for k in (1, 2) for wave in (np.cos, np.sin))])
