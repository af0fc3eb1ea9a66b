"""The stented wall cut into cells: rings that follow its layers, sectors across them, slices along the vessel."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from neointima.geometry.contours import Contour
from neointima.geometry.relief import Relief, angular_faces, axial_faces, metal_share, radial_faces
from neointima.quantities.kinds import Array, Numbers

NEOINTIMA, MEDIA, ADVENTITIA = range(3)
TRACES = 2048
# A cell with less tissue than this is metal.
LEAST_TISSUE = 1e-6


class Grid(NamedTuple):
    """Edges of rings, sectors and slices in the reference tube, and the layer of each ring.

    ``radii`` [m, (r + 1,)] are those of a round wall with the same mean layers, ``angles`` [rad, (a + 1,)] are shares
    of the way around the reference contour, over one turn; ``heights`` [m, (z + 1,)], or 0 and 1 for a section.
    """

    radii: Array
    angles: Array
    heights: Array
    layers: Numbers


class Shape(NamedTuple):
    """Lengths that drag fluxes along: cell ``areas`` [m²] of the section and its faces, no metal yet.

    ``across`` and ``along`` are distances from a cell's point to the faces before and after, shape (2, r, a):
    ``across`` over the radius, ``along`` around. ``rims`` (r + 1, a) and ``spokes`` (r, a) are face lengths; spoke a
    lies before sector a. ``nodes`` (r + 1, a, 2) are the corners.
    """

    nodes: Array
    areas: Array
    across: Array
    along: Array
    rims: Array
    spokes: Array


class WallMesh(NamedTuple):
    """A grid in space with metal in it. Open shares: of cells (r, a, z), and of faces before and after each cell."""

    grid: Grid
    shape: Shape
    tissue: Array
    radial: Array
    angular: Array
    axial: Array

    def number(self) -> Numbers:
        """Each cell's number among those that hold tissue, −1 for metal; shape (r, a, z)."""
        inside = self.tissue > LEAST_TISSUE
        return np.where(inside, np.cumsum(inside).reshape(inside.shape) - 1, -1)

    def volumes(self) -> Array:
        """Tissue in each cell [m³; m² per metre of a section], shape (r, a, z)."""
        return self.tissue * self.shape.areas[:, :, None] * np.diff(self.grid.heights)


def mesh(grid: Grid, shape: Shape, reliefs: Sequence[Relief]) -> WallMesh:
    """Cut the metal of ``reliefs``, given in the reference tube, out of the grid."""
    edges = {"radii": grid.radii, "angles": grid.angles, "heights": grid.heights}
    size = grid.radii.size - 1, grid.angles.size - 1, grid.heights.size - 1
    closed = [np.zeros(size), *(np.zeros(np.add(size, np.eye(3, dtype=int)[k])) for k in range(3))]
    for relief in reliefs:
        shares = (share(relief, **edges) for share in (metal_share, radial_faces, angular_faces, axial_faces))
        closed = [before + more for before, more in zip(closed, shares, strict=True)]
    tissue, radial, angular, axial = (1 - np.minimum(part, 1.0) for part in closed)
    return WallMesh(grid, shape, np.where(tissue > LEAST_TISSUE, tissue, 0.0), radial, angular, axial)


def round_shape(grid: Grid) -> Shape:
    """Cells of a round wall, exact arcs and areas."""
    radii, turns = grid.radii, np.diff(grid.angles)
    middle, width = (radii[1:] + radii[:-1]) / 2, np.diff(radii)
    points = np.stack([np.cos(grid.angles[:-1]), np.sin(grid.angles[:-1])], axis=-1)
    spokes = np.repeat(width[:, None], turns.size, axis=1)
    return Shape(
        nodes=radii[:, None, None] * points,
        areas=(middle * width)[:, None] * turns,
        across=_parted(spokes, _standing(width)[:, None]),
        along=_parted(middle[:, None] * turns, _standing(turns, closed=True)),
        rims=radii[:, None] * turns,
        spokes=spokes,
    )


def traced_shape(grid: Grid, surfaces: Sequence[Contour], *, levels: Array, reference: int) -> Shape:
    """Cells between free-form ``surfaces``: rings on their level lines, sectors across them at right angles.

    ``levels`` (r + 1,) place each ring edge: k + s is a share s of the way from surface k to surface k + 1. Sector
    edges start on surface ``reference`` at shares of its length given by ``grid.angles``. With rings and sectors at
    right angles, and fibres along the rings, fluxes between neighbours are all there is.
    """
    start = _shares_of_length(surfaces[reference], grid.angles[:-1])
    nodes = np.empty((levels.size, len(start), 2))
    begin = int(np.argmin(np.abs(levels - reference)))
    nodes[begin] = start
    for order in (range(begin, levels.size - 1), range(begin, 0, -1)):
        for ring in order:
            after = ring + (1 if order.step > 0 else -1)
            nodes[after] = _climb(nodes[ring], surfaces, (levels[ring], levels[after]))
    return quadrilaterals(nodes, grid)


def quadrilaterals(nodes: Array, grid: Grid) -> Shape:
    """Lengths of the cells between ``nodes`` (r + 1, a, 2), closed around."""
    following = np.roll(nodes, -1, axis=1)
    inside, outside = (nodes[:-1], following[:-1]), (nodes[1:], following[1:])
    one, two = outside[1] - inside[0], outside[0] - inside[1]
    across = np.linalg.norm(outside[0] + outside[1] - inside[0] - inside[1], axis=-1) / 2
    along = np.linalg.norm(inside[1] + outside[1] - inside[0] - outside[0], axis=-1) / 2
    return Shape(
        nodes=nodes,
        areas=np.abs(one[..., 0] * two[..., 1] - one[..., 1] * two[..., 0]) / 2,
        across=_parted(across, _standing(np.diff(grid.radii))[:, None]),
        along=_parted(along, _standing(np.diff(grid.angles), closed=True)),
        rims=np.linalg.norm(following - nodes, axis=-1),
        spokes=np.linalg.norm(nodes[1:] - nodes[:-1], axis=-1),
    )


def _standing(sizes: Array, *, closed: bool = False) -> Array:
    """Where in its cell each point stands, as a share of the cell, so that faces lie halfway between points.

    Where cells grow by a constant factor g that is 1 / (1 + g); differences across a face are then central and exact
    to second order however fast cells grow, which at the edge of a strut is worth more than the point in the middle.
    """
    before, after = np.roll(sizes, 1), np.roll(sizes, -1)
    if not closed and sizes.size > 1:
        before[0], after[-1] = sizes[0] ** 2 / sizes[1], sizes[-1] ** 2 / sizes[-2]
    share: Array = 1 / (1 + np.sqrt(after / before))
    return share


def _parted(whole: Array, share: Array) -> Array:
    """The distances from a cell's point to its two faces, shape (2, …)."""
    return np.stack([whole * share, whole * (1 - share)])


def _shares_of_length(surface: Contour, angles: Array) -> Array:
    """Points on ``surface`` at shares angle / 2π of its length, shape (a, 2)."""
    fine = np.linspace(0, 2 * np.pi, TRACES + 1)
    speed = np.hypot(surface.radius(fine), surface.slope(fine))
    length = np.concatenate([[0.0], np.cumsum((speed[1:] + speed[:-1]) / 2)])
    found = np.interp(angles % (2 * np.pi), length / length[-1] * 2 * np.pi, fine)
    return surface.radius(found)[:, None] * np.stack([np.cos(found), np.sin(found)], axis=-1)


def _climb(points: Array, surfaces: Sequence[Contour], levels: tuple[float, float]) -> Array:
    """From one level line to another, always straight across the lines between (Runge–Kutta, fourth order)."""
    low, high = levels
    layer = min(int(np.floor((low + high) / 2)), len(surfaces) - 2)

    def slope(at: Array) -> Array:
        steepest = _steepest(at, surfaces[layer], surfaces[layer + 1])
        return steepest / (steepest**2).sum(axis=-1, keepdims=True)

    step = high - low
    first = slope(points)
    second = slope(points + step / 2 * first)
    third = slope(points + step / 2 * second)
    return points + step / 6 * (first + 2 * second + 2 * third + slope(points + step * third))


def _steepest(points: Array, inside: Contour, outside: Contour) -> Array:
    """Gradient of the level (r − R₁) / (R₂ − R₁) [1/m], shape (a, 2)."""
    x, y = points.T
    r, angle = np.hypot(x, y), np.arctan2(y, x)
    near, thick = inside.radius(angle), outside.radius(angle) - inside.radius(angle)
    near_slope, thick_slope = inside.slope(angle), outside.slope(angle) - inside.slope(angle)
    by_radius = 1 / thick
    by_angle = (-near_slope - (r - near) / thick * thick_slope) / thick / r
    cos, sin = x / r, y / r
    return np.stack([by_radius * cos - by_angle * sin, by_radius * sin + by_angle * cos], axis=-1)
