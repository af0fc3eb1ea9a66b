"""What is tissue, metal or glass in a picture of one vessel, pixel by pixel."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_fill_holes, distance_transform_edt, gaussian_filter, label

from neointima.instruments.segmentation.optical_density import Density

Mask = NDArray[np.bool_]
# Of the longer side of the picture: radii of the gaps that may lie in a wall that is closed all the same.
GAPS = (0.008, 0.015, 0.03, 0.06)
# The vessel is looked for on every third pixel; a gap more must add this much to the depth it encloses.
COARSE, DEEPER = 3, 0.8
# Optical density of the paler half of the wall's light, at least and at most; of metal, at least.
PALEST, DARKEST, METAL = 0.035, 0.16, 0.45


class Tissue(NamedTuple):
    """Masks (rows, columns): all tissue, metal, and the vessel with what it encloses.

    ``middle`` (x, y) lies deepest in the vessel, ``reach`` [pixels] below its surface: about its radius. ``edge`` is
    the mean density at which tissue ends, ``mean`` the mean density itself.
    """

    tissue: Mask
    metal: Mask
    vessel: Mask
    middle: tuple[float, float]
    reach: float
    edge: float
    mean: Density


def tissue_of(density: Density) -> Tissue:
    """Split a picture by density; the vessel is the deepest body of tissue once gaps of its wall are closed."""
    mean = gaussian_filter(density.mean(axis=2), 1.0)
    edge = half_light(mean)
    tissue = mean > edge
    vessel, middle, reach = _enclosed(tissue)
    return Tissue(tissue, _metal(density, vessel), vessel, middle, reach, edge, mean)


def half_light(mean: Density) -> float:
    """Density where half of the light that the wall keeps is kept: where a blurred border of the wall lies."""
    dense = mean[mean > PALEST]
    typical = float(np.quantile(dense, 0.6)) if dense.size else 0.0
    return float(np.clip(-np.log10((1 + 10**-typical) / 2), PALEST, DARKEST))


def _enclosed(tissue: Mask) -> tuple[Mask, tuple[float, float], float]:
    """The tissue with what it encloses, by the smallest closing that encloses about as much as the largest."""
    coarse, found = tissue[::COARSE, ::COARSE], []
    for share in GAPS:
        radius = share * max(coarse.shape)
        filled = ~grown(~binary_fill_holes(grown(coarse, radius)), radius)
        found.append((filled, distance_transform_edt(np.pad(filled, 1))[1:-1, 1:-1]))
    deepest = max(float(depth.max()) for _, depth in found)
    filled, depth = next(each for each in found if float(each[1].max()) >= DEEPER * deepest)
    parts, _ = label(filled)
    at = np.unravel_index(int(depth.argmax()), depth.shape)
    body = np.kron(parts == parts[at], np.ones((COARSE, COARSE), dtype=bool))
    vessel: Mask = body[: tissue.shape[0], : tissue.shape[1]]
    return vessel, (float(at[1] * COARSE), float(at[0] * COARSE)), float(depth.max()) * COARSE


def _metal(density: Density, vessel: Mask) -> Mask:
    """Darker in every colour than halfway from the wall to the darkest of the vessel."""
    darkness = gaussian_filter(density.min(axis=2), 0.7)
    inside = darkness[vessel]
    solid = inside[inside > PALEST / 2]
    halfway = (float(np.median(solid)) + float(np.quantile(inside, 0.997))) / 2 if solid.size else 0.0
    found: Mask = darkness > max(METAL, halfway)
    return found


def grown(mask: Mask, radius: float) -> Mask:
    """All pixels within ``radius`` [pixels] of a mask."""
    if not mask.any():
        return mask
    found: Mask = distance_transform_edt(~mask) <= radius
    return found


def opened(mask: Mask, radius: float) -> Mask:
    """The part of a mask that a disc of ``radius`` [pixels] covers without leaving it; outside the picture is free."""
    if mask.all():
        return mask
    return grown(distance_transform_edt(mask) > radius, radius)


def closed(mask: Mask, radius: float) -> Mask:
    """The mask with all gaps that a disc of ``radius`` [pixels] does not enter."""
    return ~opened(~mask, radius)
