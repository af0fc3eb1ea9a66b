"""One vessel in one picture: its lumen, struts and laminae."""

from typing import NamedTuple

import numpy as np

from neointima.instruments.segmentation import lumen as lumens
from neointima.instruments.segmentation.external_lamina import external_lamina
from neointima.instruments.segmentation.internal_lamina import internal_lamina
from neointima.instruments.segmentation.lamina import Lamina
from neointima.instruments.segmentation.lost_struts import lost_struts
from neointima.instruments.segmentation.metal_struts import metal_struts
from neointima.instruments.segmentation.optical_density import Density
from neointima.instruments.segmentation.ring import on_ring
from neointima.instruments.segmentation.strut import Strut
from neointima.instruments.segmentation.tissue import Mask, Tissue, tissue_of
from neointima.instruments.segmentation.unrolled import Unrolled, unrolled
from neointima.instruments.segmentation.wall import filled, wall_of
from neointima.quantities.kinds import Array

# Distances are looked at this far from the middle, in reaches of the vessel.
FURTHEST = 1.8


class Section(NamedTuple):
    """Outlines (points, 2) in pixels of the picture from the middle of its first pixel, and what confidence needs."""

    lumen: Array
    internal: Array
    external: Array
    struts: list[Strut]
    laminae: tuple[Lamina, Lamina]
    flat: Unrolled
    seen: Tissue
    blood: Mask


def section_of(density: Density) -> Section | None:
    """Find the outlines of the one vessel in a picture, its density (rows, columns, 3); None where there is no lumen."""
    seen = tissue_of(density)
    room, blood = lumens.lumen_of(density, seen)
    if not room.any():
        return None
    flat = unrolled(_middle(room), FURTHEST * seen.reach)
    struts = on_ring(metal_struts(density, seen), flat)
    struts += lost_struts((seen.vessel & ~seen.tissue) | room, flat, struts, seen.reach)
    # Metal in the lumen is tissue that covers it, as in histology; so is the place of metal that was lost.
    room &= ~filled(struts, room.shape)
    wall = wall_of(density, seen, room, (flat, struts))
    external = external_lamina(wall)
    internal = internal_lamina(wall, external.radii)
    lines = flat.line(internal.radii), flat.line(external.radii)
    border = lumens.outline(room, blood, seen)
    return Section(border, *lines, struts, (internal, external), flat, seen, blood)


def _middle(room: Mask) -> tuple[float, float]:
    rows, columns = np.nonzero(room)
    return float(columns.mean()), float(rows.mean())
