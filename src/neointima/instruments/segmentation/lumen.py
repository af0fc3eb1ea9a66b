"""The lumen: glass or blood, enclosed by the wall."""

import numpy as np
from scipy.ndimage import binary_erosion, binary_fill_holes, distance_transform_edt, gaussian_filter, label

from neointima.instruments.segmentation.optical_density import Density
from neointima.instruments.segmentation.tissue import Mask, Tissue, closed, grown, opened
from neointima.quantities.kinds import Array

# Of the vessel's reach: a tear is narrower than twice this, a clot wider; a fibre of dust is narrower than the last.
TEAR, CLOT, FIBRE = 0.018, 0.02, 0.004
# Bands below the surface of the vessel, of its reach, in one of which there is wall and little else.
BANDS, BAND = np.arange(0.04, 0.34, 0.04), 0.04
# How much further from blue to yellow (share of density) blood lies than the wall, and how dense it is, in edges.
YELLOWER, DENSER = 0.15, 3.0
# Corners of the outline lie within this many pixels of it.
EXACT = 0.3


def lumen_of(density: Density, seen: Tissue) -> tuple[Mask, Mask]:
    """The largest room of the vessel, with blood in it but without the tears that lead out of it; and that blood."""
    reach = seen.reach
    blood = _blood(density, seen)
    room = closed((~seen.tissue | blood) & seen.vessel, FIBRE * reach) & ~seen.metal
    body = opened(room, TEAR * reach)
    parts, number = label(body)
    if not number:
        return np.zeros_like(body), blood
    depth = distance_transform_edt(body)
    core = parts == parts[np.unravel_index(int(depth.argmax()), depth.shape)]
    found = binary_fill_holes(room & grown(core, 1.5 * TEAR * reach))
    return found, blood & found


def _blood(density: Density, seen: Tissue) -> Mask:
    """Red cells take up eosin or picric acid and no blue dye: (blue − red) / all is greater than in the wall."""
    smooth = [gaussian_filter(density[..., channel], 0.006 * seen.reach) for channel in range(3)]
    total = smooth[0] + smooth[1] + smooth[2]
    hue = (smooth[2] - smooth[0]) / np.maximum(total, 0.05)
    depth = distance_transform_edt(np.pad(seen.vessel, 1))[1:-1, 1:-1] / seen.reach
    solid = seen.tissue & ~seen.metal
    bands = [solid & (depth > low) & (depth <= low + BAND) for low in BANDS]
    wall = min((float(np.median(hue[band])) for band in bands if band.sum() > 200), default=0.0)
    return opened(solid & (hue > wall + YELLOWER) & (total > DENSER * seen.edge), CLOT * seen.reach)


def outline(lumen: Mask, blood: Mask, seen: Tissue) -> Array:
    """Border of the lumen (points, 2), x and y in pixels from the middle of the first, between pixels if it can be."""
    from skimage.measure import approximate_polygon, find_contours

    height = np.clip(seen.mean / seen.edge - 1, -1, 1)
    height[blood | binary_erosion(lumen, iterations=3)] = -1
    height[~grown(lumen, 1.5)] = 1
    # Where blood lies on the wall, and where a tear was cut off, there is no step of density to follow.
    sharp = lumen == (height < 0)
    height = np.where(sharp, height, np.where(lumen, -0.5, 0.5))
    lines = find_contours(np.pad(height, 1, constant_values=1.0), 0.0)
    line = max(lines, key=len) - 1
    found: Array = approximate_polygon(line, EXACT)[:-1, ::-1]
    return found
