"""The internal elastic lamina: neointima within, media beyond, a line of elastin between, behind every strut."""

import numpy as np

from neointima.instruments.segmentation.discriminant import band, discriminant
from neointima.instruments.segmentation.lamina import Lamina, agreement, along, smoothed
from neointima.instruments.segmentation.wall import Wall
from neointima.numerics.closed_ridge import closed_ridge
from neointima.quantities.kinds import Array

# Lengths in sides of a strut. The lamina lies this far within the external one, at least and at most, and not
# further from the ring of the struts' outer faces than this, inwards and outwards.
THINNEST, THICKEST, INWARDS, OUTWARDS = 0.1, 3.0, 2.0, 0.3
BESIDE, ROUNDS = 0.12, 4
STEEPEST, BEND = 2, 0.5
# Worth of a strut's side of clear tissue, beside a plain line of elastin (1 to 2); how many spreads must part the two tissues
# for them to count, and to count in full.
WORTH, UNCLEAR, CLEAR = 2.5, 1.0, 2.5


def internal_lamina(wall: Wall, external: Array) -> Lamina:
    """The closed line between lumen and external lamina with most elastin on it and unlike tissues beside it."""
    side, lumen = wall.side, wall.lumen
    depths = np.arange(round(THINNEST * side), round(THICKEST * side))
    places = np.rint(external).astype(np.int64)[:, None] - depths
    low = np.maximum(lumen - 0.05 * side, wall.ring - INWARDS * side)[:, None]
    allowed = (places >= low) & (places <= (wall.ring + OUTWARDS * side)[:, None])
    elastin = along(wall.elastin, places)
    bands = (
        (external - 0.5 * side, external - 0.1 * side),
        (lumen + 0.1 * side, np.minimum(wall.ring - 1.3 * side, lumen + 3 * side)),
    )
    for _ in range(ROUNDS):
        media, neointima = (band(wall.flat.radii, *each) & ~wall.hidden for each in bands)
        parted = discriminant(wall.stack, media, neointima)
        score = np.where(wall.hidden, 0.0, parted.score)
        trust = float(np.clip((parted.apart - UNCLEAR) / (CLEAR - UNCLEAR), 0, 1))
        gain = trust * WORTH / side * np.cumsum(along(score, places), axis=1) + elastin
        gain[wall.under] = 0.0
        path = closed_ridge(np.where(allowed, gain, -1e3), steepest=STEEPEST, bend=BEND)
        line = external - depths[path]
        bands = (
            (np.maximum(line + BESIDE * side, external - 2 * side), external - 0.1 * side),
            (np.maximum(lumen + 0.1 * side, line - 1.2 * side), line - BESIDE * side),
        )
    line = smoothed(line, lone=5, width=2)
    seen = np.clip(along(wall.elastin, np.rint(line).astype(np.int64)[:, None])[:, 0], 0, 1)
    support = np.where(wall.under, 0.0, np.maximum(trust * agreement(wall, -score, line), seen))
    behind = np.where(wall.under, np.maximum(line, wall.faces), line)
    return Lamina(np.minimum(np.maximum(behind, lumen + 1), external - 1), support)
