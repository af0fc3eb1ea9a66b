"""What a morphometrist reads off the outlines of a section, drawn by a person or by this laboratory."""

from typing import NamedTuple

import numpy as np

from neointima.geometry.contours import centre_of
from neointima.geometry.section_contours import SectionContours, polygon_area
from neointima.quantities.kinds import Array

# Even directions at which thickness is read, and rays over a strut.
DIRECTIONS, RAYS = 1440, 16
# Tissue over metal that optical coherence tomography would see [m].
VISIBLE = 20e-6
TURN = 2 * np.pi


class Morphometry(NamedTuple):
    """Areas within the outlines [m²], and neointima [m] along rays from the middle of the internal lamina.

    ``neointimal_area`` is lamina less lumen, so it holds the metal. ``strut_tissue`` (struts,) runs from the outer face
    of each strut, its middle half, to the lumen; ``thickness_at_struts`` is its mean. ``thickness_between_struts`` runs
    from the lamina, the mean over directions without metal. ``strut_coverage`` is the share of metal under tissue.
    """

    lumen_area: float
    lamina_area: float
    neointimal_area: float
    external_area: float
    thickness_at_struts: float
    thickness_between_struts: float
    strut_tissue: Array
    strut_coverage: float


def morphometry(contours: SectionContours) -> Morphometry:
    """Read a section's outlines. Without struts there is no thickness at them and nothing to cover."""
    centre = centre_of(contours.internal_lamina)
    angles = (np.arange(DIRECTIONS) + 0.5) * TURN / DIRECTIONS
    lumen = outermost(contours.lumen, centre, angles)
    lamina = outermost(contours.internal_lamina, centre, angles)
    inner = np.fmin.reduce([np.full(DIRECTIONS, np.nan), *(innermost(s, centre, angles) for s in contours.struts)])
    metal = np.isfinite(inner)
    tissue = np.array([_over(strut, contours.lumen, centre) for strut in contours.struts])
    areas = [polygon_area(line) for line in (contours.lumen, contours.internal_lamina, contours.external_lamina)]
    return Morphometry(
        lumen_area=areas[0],
        lamina_area=areas[1],
        neointimal_area=areas[1] - areas[0],
        external_area=areas[2],
        thickness_at_struts=float(tissue.mean()) if tissue.size else 0.0,
        thickness_between_struts=float((lamina - lumen)[~metal].mean()) if not metal.all() else 0.0,
        strut_tissue=tissue,
        strut_coverage=float((inner - lumen >= VISIBLE)[metal].mean()) if metal.any() else 1.0,
    )


def _over(strut: Array, lumen: Array, centre: Array) -> float:
    """From the outer face of a strut, the middle half of what the centre sees of it, to the lumen [m]."""
    middle = np.arctan2(*(centre_of(strut) - centre)[::-1])
    aside = (np.arctan2(*(strut - centre).T[::-1]) - middle + np.pi) % TURN - np.pi
    rays = middle + np.linspace(aside.min() / 2, aside.max() / 2, RAYS)
    return float((outermost(strut, centre, rays) - outermost(lumen, centre, rays)).mean())


def outermost(line: Array, centre: Array, angles: Array) -> Array:
    """Distance of the furthest crossing of each ray from ``centre`` with a closed line [m]; nan where it misses."""
    return np.fmax.reduce(_crossings(line, centre, angles), axis=0)


def innermost(line: Array, centre: Array, angles: Array) -> Array:
    """Distance of the nearest crossing of each ray [m]; nan where it misses."""
    return np.fmin.reduce(_crossings(line, centre, angles), axis=0)


def _crossings(line: Array, centre: Array, angles: Array) -> Array:
    """Distances at which rays cross each side of a closed line, (sides, rays), nan where they do not.

    A ray u from the centre meets the side from p to q where t u = p + s (q − p): t = p × (q − p) / (u × (q − p)).
    """
    start = line - centre
    side = np.roll(start, -1, axis=0) - start
    ray = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    across = ray[:, 0] * side[:, 1, None] - ray[:, 1] * side[:, 0, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        along = (start[:, 0] * side[:, 1] - start[:, 1] * side[:, 0])[:, None] / across
        share = (start[:, 0, None] * ray[:, 1] - start[:, 1, None] * ray[:, 0]) / across
    met = (along >= 0) & (share >= 0) & (share < 1)
    return np.where(met, along, np.nan)
