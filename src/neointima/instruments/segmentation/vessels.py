"""Where on a slide vessels lie: one in a photograph, several on a whole slide."""

from typing import NamedTuple

import numpy as np
from scipy.ndimage import binary_fill_holes, distance_transform_edt, find_objects, gaussian_filter, label

from neointima.instruments.segmentation.optical_density import Density
from neointima.instruments.segmentation.tissue import grown, half_light

# Of the longer side: gaps that are closed, the least depth of a body, and the margin left around it. Bodies less deep
# than this share of the deepest are crumbs; more bodies than this are no slide of vessels.
GAP, LEAST, MARGIN, CRUMB, MOST = 0.006, 0.012, 0.03, 0.4, 24
COARSE = 2


class Box(NamedTuple):
    """A box of pixels of the overview."""

    left: float
    top: float
    right: float
    bottom: float


def vessels(density: Density) -> list[Box]:
    """Boxes of the deepest bodies of tissue with what they enclose, from left to right; none where there is nothing."""
    mean = gaussian_filter(density[::COARSE, ::COARSE].mean(axis=2), 1.0)
    tissue = mean > half_light(mean)
    side = max(tissue.shape)
    filled = ~grown(~binary_fill_holes(grown(tissue, GAP * side)), GAP * side)
    depth = distance_transform_edt(np.pad(filled, 1))[1:-1, 1:-1]
    parts, number = label(filled)
    if not number or depth.max() < LEAST * side:
        return []
    found = []
    for piece, (rows, columns) in enumerate(find_objects(parts), 1):
        deep = float(np.where(parts[rows, columns] == piece, depth[rows, columns], 0).max())
        if deep < max(LEAST * side, CRUMB * float(depth.max())):
            continue
        margin = MARGIN * side
        low = max(0.0, columns.start - margin), max(0.0, rows.start - margin)
        high = min(tissue.shape[1], columns.stop + margin), min(tissue.shape[0], rows.stop + margin)
        found.append(Box(*(COARSE * length for length in (*low, *high))))
    return sorted(found, key=lambda box: box.left)[:MOST]
