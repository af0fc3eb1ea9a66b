"""The internal elastic lamina: neointima within, media beyond, a line of elastin between, behind every strut."""

from typing import NamedTuple

import numpy as np
from scipy.ndimage import gaussian_filter1d

from neointima.instruments.segmentation.discriminant import band, discriminant
from neointima.instruments.segmentation.lamina import Lamina, agreement, along, smoothed
from neointima.instruments.segmentation.wall import Wall
from neointima.numerics.closed_ridge import closed_ridge
from neointima.quantities.kinds import Array, Marks, Numbers

# Lengths in sides of a strut. The lamina lies this far within the external one, at least and at most; this far beyond
# the lumen; and not further from the ring of the struts' outer faces than this, inwards and outwards.
THINNEST, THICKEST, LEAST, INWARDS, OUTWARDS = 0.1, 3.0, 0.06, 2.0, 0.3
# Where nothing betrays it: this far beyond the lumen or within the ring, whichever is further out, and how surely.
SKIN, PRESSED, GIVE, SUREST = 0.12, 0.7, 0.4, 4.0
# Bands of tissue: from this far beside the line, media up to as near to the external lamina and as deep as this,
# neointima as far as this from the line, and from this far beyond the lumen.
BESIDE, NEAREST, DEEPEST, NEAR, BEYOND, ENOUGH = 0.12, 0.1, 2.0, 1.0, 0.08, 0.05
STARTS, ROUNDS = (-0.05, 0.5, 1.05), 3
STEEPEST, BEND = 2, 0.5
# Worth of a side of clear tissue, of a line of elastin (the mean of so many directions), and of the usual place, always
# and where the tissues cannot be told apart; how many spreads must part them for them to count, and to count in full.
WORTH, LINE, MEAN_OF, USUAL, UNTOLD, UNCLEAR, CLEAR = 2.5, 0.7, 3, 0.15, 1.5, 1.5, 2.6


class Places(NamedTuple):
    """Where the line may lie: ``depths`` (n,) within the external lamina, as distances from the middle ``at``.

    ``at``, ``elastin`` and ``unusual`` have shape (directions, n), as has ``allowed``.
    """

    depths: Numbers
    at: Numbers
    allowed: Marks
    elastin: Array
    unusual: Array


class Found(NamedTuple):
    """A line (directions,), its support, and how good it is beside other lines."""

    line: Array
    support: Array
    worth: float


def internal_lamina(wall: Wall, external: Array) -> Lamina:
    """The closed line with elastin on it and unlike tissues beside it; the best that three starts lead to."""
    places = _places(wall, external)
    found = max((_found(wall, external, (places, start)) for start in STARTS), key=lambda each: each.worth)
    behind = np.where(wall.under, np.maximum(found.line, wall.faces), found.line)
    return Lamina(np.minimum(np.maximum(behind, wall.lumen + 1), external - 1), found.support)


def _places(wall: Wall, external: Array) -> Places:
    side, lumen, ring = wall.side, wall.lumen, wall.ring
    depths = np.arange(round(THINNEST * side), round(THICKEST * side))
    at = np.rint(external).astype(np.int64)[:, None] - depths
    low = np.maximum(lumen + LEAST * side, ring - INWARDS * side)[:, None]
    allowed = (at >= low) & (at <= (ring + OUTWARDS * side)[:, None])
    elastin = gaussian_filter1d(along(wall.elastin, at), MEAN_OF, axis=0, mode="wrap")
    usual = np.maximum(lumen + SKIN * side, ring - PRESSED * side)[:, None]
    unusual = np.minimum(((at - usual) / (GIVE * side)) ** 2, SUREST)
    return Places(depths, at, allowed, elastin, unusual)


def _found(wall: Wall, external: Array, tried: tuple[Places, float]) -> Found:
    places, start = tried
    line, trust, score = np.maximum(wall.ring - start * wall.side, wall.lumen + LEAST * wall.side), 0.0, wall.elastin
    for _ in range(ROUNDS):
        score, trust = _told_apart(wall, external, line)
        gain = trust * WORTH / wall.side * np.cumsum(along(score, places.at), axis=1) + LINE * places.elastin
        gain -= (USUAL + UNTOLD * (1 - trust)) * places.unusual
        gain[wall.under] = 0.0
        path = closed_ridge(np.where(places.allowed, gain, -1e3), steepest=STEEPEST, bend=BEND)
        line = external - places.depths[path]
    line = smoothed(line, lone=5, width=2)
    at = np.clip(np.rint(external - line).astype(np.int64)[:, None] - places.depths[0], 0, len(places.depths) - 1)
    agreed = trust * agreement(wall, -score, line)
    elastin, unusual = (np.take_along_axis(plane, at, axis=1)[:, 0] for plane in (places.elastin, places.unusual))
    open_to_view = ~wall.under
    worth = 1.5 * agreed + elastin - 0.3 * unusual
    support = np.where(open_to_view, np.maximum(agreed, np.clip(elastin, 0, 1)), 0.0)
    return Found(line, support, float(worth[open_to_view].mean()) if open_to_view.any() else 0.0)


def _told_apart(wall: Wall, external: Array, line: Array) -> tuple[Array, float]:
    """Score of each place, +1 as media, −1 as neointima, and how far it is to be trusted, 0 to 1."""
    side, seen = wall.side, ~wall.hidden
    outer = band(
        wall.flat.radii, np.maximum(line + BESIDE * side, external - DEEPEST * side), external - NEAREST * side
    )
    inner = band(wall.flat.radii, np.maximum(wall.lumen + BEYOND * side, line - NEAR * side), line - BESIDE * side)
    if min((outer & seen).sum(), (inner & seen).sum()) < ENOUGH * side * len(line):
        return np.zeros(seen.shape), 0.0
    parted = discriminant(wall.stack, outer & seen, inner & seen)
    trust = float(np.clip((parted.apart - UNCLEAR) / (CLEAR - UNCLEAR), 0, 1))
    return np.where(seen, parted.score, 0.0), trust
