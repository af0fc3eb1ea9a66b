"""Where tissue touches metal, and how much coating there is."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.spatial import KDTree

from neointima.geometry.relief import Relief
from neointima.geometry.strut_shapes import StrutShape
from neointima.geometry.wall_mesh import WallMesh
from neointima.quantities.kinds import Array


class Contact(NamedTuple):
    """Metal surface that touches the tissue of each cell [m²; m per metre of a section], shape (cells,).

    ``whole`` is all of it, ``outer`` what looks away from the lumen (abluminal).
    """

    whole: Array
    outer: Array


def contact(mesh: WallMesh) -> Contact:
    """From what metal closes of a cell's faces: the closed areas of opposite faces differ by the surface between."""
    slices = np.diff(mesh.grid.heights)
    rims = (mesh.shape.rims[1:] + mesh.shape.rims[:-1])[:, :, None] / 2 * slices
    spokes = (mesh.shape.spokes + np.roll(mesh.shape.spokes, -1, axis=1))[:, :, None] / 2 * slices
    held = mesh.tissue > 0
    radial = (np.diff(mesh.radial, axis=0) * rims)[held]
    around = (np.diff(mesh.angular, axis=1) * spokes)[held]
    along = (np.diff(mesh.axial, axis=2) * mesh.shape.areas[:, :, None])[held]
    if mesh.grid.heights.size == 2:
        along = np.zeros_like(along)
    sides = np.hypot(around, along)
    whole = np.hypot(radial, sides)
    return Contact(whole, np.where((radial > 0) & (radial >= sides), whole, 0.0))


def section_coating(shape: StrutShape, struts: int, *, abluminal: bool) -> float:
    """Coating of a section [m² per metre], in tissue or not."""
    return struts * (shape.abluminal() if abluminal else shape.perimeter())


def segment_coating(shape: StrutShape, reliefs: Sequence[Relief], *, abluminal: bool) -> float:
    """Coating of the metal in ``reliefs`` [m²]: struts as long as their shadow over their width."""
    shadow = sum(
        float(np.diff(relief.angles) @ np.nan_to_num((relief.inner + relief.outer) / 2) @ np.diff(relief.heights))
        for relief in reliefs
    )
    return shadow / shape.width * (shape.abluminal() if abluminal else shape.perimeter())


def near(mesh: WallMesh, touched: Array, distance: float) -> Array:
    """Marks cells whose middle lies within ``distance`` [m] of one that touches metal, 1 or 0, shape (cells,)."""
    places = centres(mesh)
    if not touched.any():
        return np.zeros(len(places))
    reach, _ = KDTree(places[touched > 0]).query(places, distance_upper_bound=distance)
    return np.isfinite(reach).astype(np.float64)


def depths(mesh: WallMesh) -> Array:
    """From and to what depth under the lumen each cell that holds tissue reaches [m], shape (2, cells)."""
    whole = mesh.shape.across.sum(axis=0)
    far = np.cumsum(whole, axis=0)
    ends = np.stack([far - whole, far])[..., None]
    inside: Array = np.broadcast_to(ends, (2, *mesh.tissue.shape))[:, mesh.tissue > 0]
    return inside


def centres(mesh: WallMesh) -> Array:
    """Middles of the cells that hold tissue [m], shape (cells, 3)."""
    nodes = mesh.shape.nodes
    following = np.roll(nodes, -1, axis=1)
    flat = (nodes[:-1] + nodes[1:] + following[:-1] + following[1:]) / 4
    heights = (mesh.grid.heights[1:] + mesh.grid.heights[:-1]) / 2
    ring, sector, piece = np.nonzero(mesh.tissue > 0)
    return np.column_stack([flat[ring, sector], heights[piece]])
