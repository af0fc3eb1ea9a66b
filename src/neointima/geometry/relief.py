"""Metal as a relief: between which radii there is metal, at every angle and height.

One description for sections and segments, whether from a pattern or from the surface of a real stent; a section is a
relief of one column in height. Two stents in one place are two reliefs, whose shares add.
"""

from typing import NamedTuple

import numpy as np

from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array, Numbers

TURN = 2 * np.pi
# Faces that lie on metal to this relative distance are closed by it: round-off of radii and angles, far below a cell.
TOUCH = 1e-9


class Relief(NamedTuple):
    """Metal between ``inner`` and ``outer`` [m, shape (a, z)], NaN where there is none, on a raster.

    ``angles`` [rad, (a + 1,)] are raster edges from 0 to 2π, ``heights`` [m, (z + 1,)] raster edges along the axis.
    """

    angles: Array
    heights: Array
    inner: Array
    outer: Array


class Pieces(NamedTuple):
    """Where columns of a raster meet cells of a grid: both numbers and the width of the piece, in order of columns."""

    columns: Numbers
    cells: Numbers
    widths: Array


class Span(NamedTuple):
    """From ``low`` to ``high``, to be counted with ``weight``."""

    low: float
    high: float
    weight: float


class Overlay(NamedTuple):
    """Sides of the metal, the edges they are cut at, and the pieces of the raster in the cells of the grid."""

    inner: Array
    outer: Array
    edges: Array
    around: Pieces
    along: Pieces


class Cuts(NamedTuple):
    """As an overlay, for faces that cut the raster between the columns ``sides``, shape (faces, 2), −1 for none."""

    inner: Array
    outer: Array
    edges: Array
    sides: Numbers
    along: Pieces


def volume(relief: Relief) -> float:
    """Volume of the metal [m³]: Σ ½ (outer² − inner²) Δθ Δz."""
    slabs = (relief.outer - relief.inner) * (relief.outer + relief.inner) / 2
    return float(np.diff(relief.angles) @ np.nan_to_num(slabs) @ np.diff(relief.heights))


def footprint(relief: Relief) -> float:
    """Share of the unrolled surface that has metal over it: the metal-to-artery ratio."""
    share = np.diff(relief.angles) @ ~np.isnan(relief.inner) @ np.diff(relief.heights)
    return float(share / TURN / np.ptp(relief.heights))


def section(relief: Relief, height: float) -> Relief:
    """The cut at ``height``, as a relief one metre high."""
    at = np.searchsorted(relief.heights[1:-1], height, side="right")
    return Relief(relief.angles, np.array([0.0, 1.0]), relief.inner[:, [at]], relief.outer[:, [at]])


def metal_share(relief: Relief, *, radii: Array, angles: Array, heights: Array) -> Array:
    """Share of each cell's volume that is metal, shape (r, a, z), for a grid given by its edges.

    Exact: share times cell volume sums to the metal inside the grid, to round-off. ``angles`` [rad] rise over at most
    a turn and may start anywhere.
    """
    overlay = Overlay(relief.inner, relief.outer, radii, _around(relief, angles), _meet(relief.heights, heights))
    metal = np.zeros((radii.size - 1, angles.size - 1, heights.size - 1))
    _fill_cells(metal, overlay)
    rings = np.diff(radii) * (radii[1:] + radii[:-1]) / 2
    return metal / (rings[:, None, None] * np.diff(angles)[:, None] * np.diff(heights))


def radial_faces(relief: Relief, *, radii: Array, angles: Array, heights: Array) -> Array:
    """Share of each face across the radius that metal closes, shape (r + 1, a, z); metal closes what it touches."""
    overlay = Overlay(relief.inner, relief.outer, radii, _around(relief, angles), _meet(relief.heights, heights))
    closed = np.zeros((radii.size, angles.size - 1, heights.size - 1))
    _fill_faces(closed, overlay)
    return closed / (np.diff(angles)[:, None] * np.diff(heights))


def angular_faces(relief: Relief, *, radii: Array, angles: Array, heights: Array) -> Array:
    """Share of each face across the angle that metal closes, shape (r, a + 1, z)."""
    sides = _sides(relief.angles, angles % TURN, wraps=True)
    cuts = Cuts(relief.inner, relief.outer, radii, sides, _meet(relief.heights, heights))
    closed = np.zeros((radii.size - 1, angles.size, heights.size - 1))
    _fill_cuts(closed.transpose(1, 2, 0), cuts)
    return closed / (np.diff(radii)[:, None, None] * np.diff(heights))


def axial_faces(relief: Relief, *, radii: Array, angles: Array, heights: Array) -> Array:
    """Share of each face across the axis that metal closes, shape (r, a, z + 1)."""
    sides = _sides(relief.heights, heights, wraps=False)
    # In squares of the radius, area is length, so the same cut serves.
    cuts = Cuts(relief.inner.T**2, relief.outer.T**2, radii**2, sides, _around(relief, angles))
    closed = np.zeros((radii.size - 1, angles.size - 1, heights.size))
    _fill_cuts(closed.transpose(2, 1, 0), cuts)
    return closed / (np.diff(radii**2)[:, None, None] * np.diff(angles)[:, None])


def _around(relief: Relief, angles: Array) -> Pieces:
    """Pieces of the angular raster in an angular grid, which may start before 0 and end after 2π."""
    turns = np.arange(np.floor(angles[0] / TURN), np.ceil(angles[-1] / TURN)) * TURN
    parts = [_meet(relief.angles + turn, angles) for turn in turns]
    return Pieces(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def _meet(raster: Array, grid: Array) -> Pieces:
    edges = np.unique(np.concatenate([raster, grid]))
    edges = edges[(edges >= max(raster[0], grid[0])) & (edges <= min(raster[-1], grid[-1]))]
    middles = (edges[1:] + edges[:-1]) / 2
    columns, cells = (np.searchsorted(each, middles) - 1 for each in (raster, grid))
    return Pieces(columns, cells, np.diff(edges))


def _sides(raster: Array, grid: Array, *, wraps: bool) -> Numbers:
    """The raster columns just before and just after each grid edge, shape (edges, 2); −1 beyond the raster."""
    touch, columns = TOUCH * np.ptp(raster), raster.size - 1
    sides = np.stack([np.searchsorted(raster, grid + step, side="right") - 1 for step in (-touch, touch)], axis=1)
    return sides % columns if wraps else np.where((sides < 0) | (sides >= columns), -1, sides)


@compiled
def _first(edges: Array, value: float) -> int:
    """The cell that holds ``value``, or the first when it lies before them all."""
    low, high = 0, edges.size - 1
    while high - low > 1:
        middle = (low + high) // 2
        if edges[middle] <= value:
            low = middle
        else:
            high = middle
    return low


@compiled
def _fill_cells(metal: Array, overlay: Overlay) -> None:
    """Add to ``metal`` (r, a, z) the volume that each piece of the raster puts into each cell."""
    inner, outer, radii, around, along = overlay
    for p in range(around.columns.size):
        for q in range(along.columns.size):
            low, high = inner[around.columns[p], along.columns[q]], outer[around.columns[p], along.columns[q]]
            if not high > low:
                continue
            half = 0.5 * around.widths[p] * along.widths[q]
            k = _first(radii, low)
            while k < radii.size - 1 and radii[k] < high:
                begin, end = max(low, radii[k]), min(high, radii[k + 1])
                if end > begin:
                    metal[k, around.cells[p], along.cells[q]] += half * (end - begin) * (end + begin)
                k += 1


@compiled
def _fill_faces(closed: Array, overlay: Overlay) -> None:
    """Add to ``closed`` (r + 1, a, z) the area [rad · m] of each radial face that lies in or on metal."""
    inner, outer, radii, around, along = overlay
    for p in range(around.columns.size):
        for q in range(along.columns.size):
            low, high = inner[around.columns[p], along.columns[q]], outer[around.columns[p], along.columns[q]]
            if not high > low:
                continue
            low, high = low * (1.0 - TOUCH), high * (1.0 + TOUCH)
            k = _first(radii, low)
            while k < radii.size and radii[k] <= high:
                if radii[k] >= low:
                    closed[k, around.cells[p], along.cells[q]] += around.widths[p] * along.widths[q]
                k += 1


@compiled
def _add_span(closed: Array, edges: Array, span: Span) -> None:
    """Add the weighted length of ``span`` within each interval of ``edges``; none if it ends before it starts."""
    low, high, weight = span
    if high > low:
        k = _first(edges, low)
        while k < edges.size - 1 and edges[k] < high:
            closed[k] += weight * max(min(high, edges[k + 1]) - max(low, edges[k]), 0.0)
            k += 1


@compiled
def _fill_cuts(closed: Array, cuts: Cuts) -> None:
    """Add to ``closed`` (cut, cell, r) what the metal on either side of each cut covers: the union of both."""
    inner, outer, edges, sides, along = cuts
    for cut in range(sides.shape[0]):
        before, after = sides[cut]
        for q in range(along.columns.size):
            into, weight, row = closed[cut, along.cells[q]], along.widths[q], along.columns[q]
            if before >= 0:
                _add_span(into, edges, Span(inner[before, row], outer[before, row], weight))
            if after >= 0 and after != before:
                _add_span(into, edges, Span(inner[after, row], outer[after, row], weight))
                # A maximum may drop NaN, so metal on both sides is asked for first.
                if before >= 0 and inner[before, row] >= 0.0 and inner[after, row] >= 0.0:
                    low = max(inner[before, row], inner[after, row])
                    _add_span(into, edges, Span(low, min(outer[before, row], outer[after, row]), -weight))
