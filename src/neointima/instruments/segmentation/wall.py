"""The wall laid flat: all that the search for the laminae looks at."""

from typing import NamedTuple

import numpy as np
from scipy.ndimage import gaussian_filter

from neointima.instruments.segmentation import ring as rings
from neointima.instruments.segmentation.discriminant import band
from neointima.instruments.segmentation.features import elastin_line, features
from neointima.instruments.segmentation.optical_density import Density
from neointima.instruments.segmentation.strut import Strut, usual_side
from neointima.instruments.segmentation.tissue import Mask, Tissue, grown
from neointima.instruments.segmentation.unrolled import Unrolled
from neointima.quantities.kinds import Array, Marks

# Without struts: side of one, of the vessel's reach, and how far through the wall their ring would lie.
SIDE, WITHIN = 0.08, 0.5
# Share of the wall's density below which there is no tissue; how far the adventitia may go beyond its usual depth.
PALE, DEEPER, USUAL = 0.22, 1.25, 0.4
# How far around a strut the lumen's border is ragged, in sides.
RAGGED = 0.15


class Wall(NamedTuple):
    """Planes (directions, distances) and lines (directions,) in pixels of the unrolled picture.

    ``stack`` (features, directions, distances); ``elastin`` is how much a place looks like a lamina's line, −1 to 2;
    ``hidden`` by struts or metal; ``solid`` where there is tissue. ``lumen`` is the lumen's border, ``ring`` that of
    the struts' outer faces, ``surface`` the outer border of the adventitia. A strut lies ``under`` a direction, with
    its outer ``faces``. ``side`` [pixels] is that of a strut.
    """

    flat: Unrolled
    stack: Array
    elastin: Array
    hidden: Mask
    solid: Mask
    lumen: Array
    ring: Array
    surface: Array
    under: Marks
    faces: Array
    side: float


def wall_of(density: Density, seen: Tissue, lumen: Mask, *, where: tuple[Unrolled, list[Strut]]) -> Wall:
    """Lay the wall flat about the middle of the lumen."""
    flat, struts = where
    side = usual_side(struts) if struts else SIDE * seen.reach
    boxes = filled(struts, seen.metal.shape)
    hidden = grown(seen.metal | boxes, 3.0)
    inner = _border(lumen & ~grown(boxes, RAGGED * side), flat)
    coarse = flat.sample(gaussian_filter(seen.mean, 0.25 * side))
    if struts:
        ring = rings.distance(rings.ring_of(struts, flat), flat.angles)
    else:
        outer = _surface(coarse > PALE * _median(coarse, band(flat.radii, inner, inner + 2 * side)), inner)
        ring = inner + WITHIN * np.maximum(np.quantile(outer - inner, USUAL), side)
    solid = coarse > PALE * _median(coarse, band(flat.radii, ring + 0.05 * side, ring + 0.4 * side))
    outer = _surface(solid, ring + 0.3 * side)
    depth = float(np.quantile(outer - ring, USUAL))
    stack = np.array([flat.sample(plane) for plane in features(density, hidden, flat.middle, side=side)])
    elastin = flat.sample(elastin_line(density, hidden, flat.middle, side=side))
    wall = np.abs(elastin[band(flat.radii, inner, ring + side)])
    usual = float(np.quantile(wall, 0.9)) if wall.size else 1.0
    under, faces = rings.behind(struts, flat)
    return Wall(
        flat,
        stack,
        np.clip(elastin / max(usual, 1e-6), -1, 2),
        flat.sample(hidden.astype(np.float32)) > 0.3,
        solid,
        inner,
        ring,
        np.minimum(outer, ring + DEEPER * depth),
        under,
        faces,
        side,
    )


def _border(lumen: Mask, flat: Unrolled) -> Array:
    """The furthest of the lumen in each direction [pixels], without crumbs of it left beside lost struts."""
    from skimage.measure import label

    parts = label(lumen)
    largest = parts == np.bincount(parts[lumen]).argmax() if lumen.any() else lumen
    within = flat.sample(largest.astype(np.float32)) > 0.5
    found: Array = np.where(within.any(axis=1), within.shape[1] - within[:, ::-1].argmax(axis=1), 0).astype(np.float64)
    return found


def filled(struts: list[Strut], shape: tuple[int, ...]) -> Mask:
    """The pixels of struts."""
    from skimage.draw import polygon

    mask = np.zeros(shape, dtype=bool)
    for strut in struts:
        rows, columns = polygon(strut.points[:, 1], strut.points[:, 0], shape)
        mask[rows, columns] = True
    return mask


def _median(plane: Array, where: Mask) -> float:
    return float(np.median(plane[where])) if where.any() else 0.0


def _surface(solid: Mask, start: Array) -> Array:
    """Where tissue first ends beyond ``start``, in each direction [pixels]."""
    on = solid | (np.arange(solid.shape[1]) < start[:, None])
    found: Array = np.where(on.all(axis=1), on.shape[1], on.argmin(axis=1)).astype(np.float64)
    return found
