"""Struts that are still there: black, compact, alike."""

import numpy as np
from scipy.ndimage import label

from neointima.instruments.segmentation.optical_density import Density
from neointima.instruments.segmentation.strut import Strut, usual_side
from neointima.instruments.segmentation.tissue import METAL, Tissue, opened

# Side of a strut, of the vessel's reach: 50 to 350 µm in a coronary artery.
SMALLEST, LARGEST = 0.03, 0.2
# How alike struts of one stent are: side over the usual side, and darkness.
UNLIKE, PALER = 1.6, 0.72
SOLID, LONGEST = 0.8, 2.6
AROUND = 3


def metal_struts(density: Density, seen: Tissue) -> list[Strut]:
    """Compact black bodies in or at the wall, alike in size and darkness."""
    from skimage.measure import find_contours, regionprops

    parts, _ = label(opened(seen.metal, 0.3 * SMALLEST * seen.reach))
    darkness = density.min(axis=2)
    found: list[tuple[Strut, float]] = []
    for body in regionprops(parts, intensity_image=darkness):
        side, dark = np.sqrt(body.area) / seen.reach, float(body.intensity_mean)
        is_long = body.axis_major_length > LONGEST * max(1.0, body.axis_minor_length)
        if not SMALLEST <= side <= LARGEST or body.solidity < SOLID or is_long:
            continue
        top, left, bottom, right = body.bbox
        if not seen.vessel[top:bottom, left:right].any():
            continue
        top, left = max(0, top - AROUND), max(0, left - AROUND)
        window = np.pad(darkness[top : bottom + AROUND, left : right + AROUND], 1, constant_values=0.0)
        lines = find_contours(window, (dark + seen.edge) / 2)
        if lines:
            line = max(lines, key=len)[:-1, ::-1] + [left - 1, top - 1]
            contrast = float(np.clip(dark / METAL - 1, 0, 1))
            found.append((Strut(line, float(body.area), True, contrast), dark))
    return _alike(found)


def _alike(found: list[tuple[Strut, float]]) -> list[Strut]:
    if not found:
        return []
    usual = float(np.quantile([dark for _, dark in found], 0.6))
    black = [strut for strut, dark in found if dark >= PALER * usual]
    side = usual_side(black)
    return [strut for strut in black if side / UNLIKE <= np.sqrt(strut.area) <= side * UNLIKE]
