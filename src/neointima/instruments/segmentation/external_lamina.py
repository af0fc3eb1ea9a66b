"""The external elastic lamina: dense layered media within, loose adventitia beyond."""

import numpy as np

from neointima.instruments.segmentation.discriminant import Parted, band, discriminant
from neointima.instruments.segmentation.lamina import Lamina, agreement, along, smoothed
from neointima.instruments.segmentation.wall import Wall
from neointima.numerics.closed_ridge import closed_ridge
from neointima.quantities.kinds import Array

# Lengths in sides of a strut. First bands: media just behind struts, adventitia in the outer half of what is there.
NEAR, FAR, HALF, NEARLY = 0.05, 0.35, 0.55, 0.95
# Later bands lie on both sides of the line found before, not nearer than BESIDE.
BESIDE, MEDIA, ADVENTITIA = 0.12, 0.6, 0.8
ROUNDS, FURTHEST = 4, 4.5
# A path may move two pixels a direction; a pixel costs as much as this share of a side of clear tissue.
STEEPEST, BEND = 2, 0.06


def external_lamina(wall: Wall) -> Lamina:
    """The closed line that parts media from adventitia best; bands are taken anew around it four times."""
    side, ring = wall.side, wall.ring
    depth = float(np.quantile(wall.surface - ring, 0.4))
    bands = (ring + NEAR * side, ring + FAR * side), (ring + HALF * depth, ring + NEARLY * depth)
    beyond = np.arange(round(NEAR * side), round(FURTHEST * side))
    places = np.rint(ring).astype(np.int64)[:, None] + beyond
    line = ring
    for _ in range(ROUNDS):
        score = _score(wall, bands).score
        gain = np.cumsum(along(score, places), axis=1)
        path = closed_ridge(gain, steepest=STEEPEST, bend=BEND * side)
        line = smoothed(ring + beyond[path], lone=9, width=4)
        outer = np.minimum(line + ADVENTITIA * side, ring + depth)
        bands = (line - MEDIA * side, line - BESIDE * side), (line + BESIDE * side, outer)
    return Lamina(line, agreement(wall, score, line))


def _score(wall: Wall, bands: tuple[tuple[Array, Array], tuple[Array, Array]]) -> Parted:
    """Tissue alone speaks; glass within the wall says nothing, and beyond its surface no media lies."""
    seen = ~wall.hidden & wall.solid
    inner, outer = (band(wall.flat.radii, *each) & seen for each in bands)
    parted = discriminant(wall.stack, inner, outer)
    score = np.where(seen, parted.score, 0.0)
    return parted._replace(score=np.where(wall.flat.radii > wall.surface[:, None], -1.0, score))
