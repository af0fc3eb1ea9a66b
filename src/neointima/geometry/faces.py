"""The open faces between cells of a stented wall, and those at its two surfaces."""

from typing import NamedTuple

import numpy as np

from neointima.geometry.wall_mesh import WallMesh
from neointima.quantities.kinds import Array, Marks, Numbers


class Faces(NamedTuple):
    """Faces between ``pairs`` of cells (faces, 2): open ``areas`` [m²; m per metre of a section].

    ``gaps`` (faces, 2) are distances from the cells' points to the face [m], ``layers`` (faces, 2) their layers;
    ``radial`` marks faces that look along the radius.
    """

    pairs: Numbers
    areas: Array
    gaps: Array
    layers: Numbers
    radial: Marks


class Surface(NamedTuple):
    """Faces at an end of the radius: the ``cells`` behind them, open ``areas``, ``gaps``, and where (sector, slice)."""

    cells: Numbers
    areas: Array
    gaps: Array
    places: tuple[Numbers, Numbers]


def faces(mesh: WallMesh) -> Faces:
    """Faces over the radius, around and along; closed ones are left out."""
    parts = [_across(mesh), _around(mesh)]
    if mesh.grid.heights.size > 2:
        parts.append(_along(mesh))
    passable = [(part.areas > 0) & (part.pairs >= 0).all(axis=1) for part in parts]
    joined = (
        np.concatenate([column[there] for column, there in zip(columns, passable, strict=True)])
        for columns in zip(*parts, strict=True)
    )
    return Faces._make(joined)


def lumen_surface(mesh: WallMesh) -> Surface:
    """Faces towards the lumen."""
    return _surface(mesh, ring=0, edge=0)


def outer_surface(mesh: WallMesh) -> Surface:
    """Faces towards the tissue outside the adventitia."""
    return _surface(mesh, ring=-1, edge=-1)


def _surface(mesh: WallMesh, *, ring: int, edge: int) -> Surface:
    cells = mesh.number()[ring]
    areas = mesh.shape.rims[edge][:, None] * np.diff(mesh.grid.heights) * mesh.radial[edge]
    gaps = np.broadcast_to(mesh.shape.across[edge][ring][:, None], cells.shape)
    there = (cells >= 0) & (areas > 0)
    sector, piece = np.nonzero(there)
    return Surface(cells[there], areas[there], gaps[there], (sector, piece))


def _across(mesh: WallMesh) -> Faces:
    number, layers = mesh.number(), mesh.grid.layers
    areas = mesh.shape.rims[1:-1, :, None] * np.diff(mesh.grid.heights) * mesh.radial[1:-1]
    gaps = mesh.shape.across[1][:-1, :, None], mesh.shape.across[0][1:, :, None]
    both = np.broadcast_to(np.stack([layers[:-1], layers[1:]], axis=-1)[:, None, None, :], (*areas.shape, 2))
    return _flat((number[:-1], number[1:]), areas, gaps=gaps, layers=both, radial=True)


def _around(mesh: WallMesh) -> Faces:
    number = mesh.number()
    areas = mesh.shape.spokes[:, :, None] * np.diff(mesh.grid.heights) * mesh.angular[:, :-1]
    gaps = np.roll(mesh.shape.along[1], 1, axis=1)[:, :, None], mesh.shape.along[0][:, :, None]
    both = np.broadcast_to(mesh.grid.layers[:, None, None, None], (*areas.shape, 2))
    if areas.shape[1] == 1:
        areas = np.zeros_like(areas)
    return _flat((np.roll(number, 1, axis=1), number), areas, gaps=gaps, layers=both, radial=False)


def _along(mesh: WallMesh) -> Faces:
    number, half = mesh.number(), np.diff(mesh.grid.heights) / 2
    areas = mesh.shape.areas[:, :, None] * mesh.axial[:, :, 1:-1]
    gaps = half[:-1], half[1:]
    both = np.broadcast_to(mesh.grid.layers[:, None, None, None], (*areas.shape, 2))
    return _flat((number[:, :, :-1], number[:, :, 1:]), areas, gaps=gaps, layers=both, radial=False)


def _flat(
    cells: tuple[Numbers, Numbers], areas: Array, *, gaps: tuple[Array, Array], layers: Numbers, radial: bool
) -> Faces:
    """One direction's faces as flat arrays."""
    pair = np.stack([part.ravel() for part in cells], axis=1)
    apart = np.stack([np.broadcast_to(gap, areas.shape).ravel() for gap in gaps], axis=1)
    return Faces(pair, areas.ravel(), apart, layers.reshape(-1, 2), np.full(areas.size, radial))
