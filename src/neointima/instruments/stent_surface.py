"""The surface of a real stent, from an STL file, as a relief: rays from the axis find where they enter and leave it."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from neointima.geometry.relief import TURN, Relief
from neointima.instruments.stl import read_stl
from neointima.mistake import Mistake
from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array, Numbers

UNITS = {"m": 1.0, "mm": 1e-3, "um": 1e-6, "inch": 0.0254}
AXES = {"x": (1.0, 0.0, 0.0), "y": (0.0, 1.0, 0.0), "z": (0.0, 0.0, 1.0)}
# A coronary stent or a piece of one; generous, so that only a wrong unit falls outside.
LENGTHS, DIAMETERS = (0.2e-3, 100e-3), (1e-3, 12e-3)
# Corners closer than this share of the box are one: four times what single precision keeps.
WELD = 1 / (2**21 - 1)
MOST_COLUMNS = 30_000_000
# Axes whose inertia differs by less than this share cannot be told apart.
ALIKE = 0.1
# Thinner than this [m] is a ray that grazes.
GRAZE = 1e-9


class Surface(NamedTuple):
    """A closed surface around the z axis, from height 0 up: ``corners`` [m, (n, 3)], ``triangles`` (t, 3)."""

    corners: Array
    triangles: Numbers


def read_stent(path: Path, *, unit: str = "mm", axis: str = "") -> Surface:
    """The stent in an STL file in ``unit``, turned so that its axis is z, centred, checked to be closed.

    ``axis`` is x, y or z; without it the axis is the principal axis that differs most from the other two. An open
    surface, faces turned against each other, and a size that no stent has are Mistakes.
    """
    if unit not in UNITS or axis not in ("", *AXES):
        raise Mistake(f"unit '{unit}' and axis '{axis}': choose one of {', '.join(UNITS)} and one of {', '.join(AXES)}")
    surface = closed(read_stl(path) * UNITS[unit], path.name)
    along = np.array(AXES[axis]) if axis else _axis(surface, path.name)
    placed = _placed(surface, along)
    _check_size(placed, path.name, unit)
    return placed


def closed(corners: Array, name: str) -> Surface:
    """Triangles (t, 3, 3) welded into one surface that looks outward; a Mistake when it is not closed."""
    low = corners.min(axis=(0, 1))
    size = max(float(np.ptp(corners, axis=(0, 1)).max()), 1e-300)
    steps = np.rint((corners.reshape(-1, 3) - low) / (size * WELD)).astype(np.int64)
    # 21 bits for each direction, so three fit into one number.
    keys = (steps[:, 0] << 42) + (steps[:, 1] << 21) + steps[:, 2]
    _, first, number = np.unique(keys, return_index=True, return_inverse=True)
    triangles = number.reshape(-1, 3)
    thin = (triangles == np.roll(triangles, 1, axis=1)).any(axis=1)
    triangles = triangles[~thin]
    _check_edges(triangles, name)
    welded = Surface(corners.reshape(-1, 3)[first], triangles)
    return welded if enclosed(welded) > 0 else Surface(welded.corners, triangles[:, ::-1])


def enclosed(surface: Surface) -> float:
    """Volume inside the surface [m³], by the divergence theorem."""
    a, b, c = surface.corners[surface.triangles].transpose(1, 0, 2) - surface.corners.mean(axis=0)
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def relief_of_surface(surface: Surface, *, fine: float) -> Relief:
    """Metal from where a ray from the axis first enters it to where it last leaves it, columns ``fine`` [m] wide.

    What lies between two struts over each other counts as metal.
    """
    radius, height = np.hypot(*surface.corners[:, :2].T).max(), float(surface.corners[:, 2].max())
    columns = max(8, round(TURN * radius / fine)), max(1, round(height / fine))
    if columns[0] * columns[1] > MOST_COLUMNS:
        raise Mistake(f"a raster of {columns[0]} by {columns[1]} columns is too large; take wider columns")
    inner, outer = np.full(columns, np.inf), np.full(columns, -np.inf)
    _cast(inner, outer, (surface.corners, surface.triangles, height))
    metal = outer - inner > GRAZE
    edges = np.linspace(0, TURN, columns[0] + 1), np.linspace(0, height, columns[1] + 1)
    return Relief(*edges, np.where(metal, inner, np.nan), np.where(metal, outer, np.nan))


def _check_edges(triangles: Numbers, name: str) -> None:
    """Every edge has one triangle on either side, which run along it in opposite directions."""
    if not len(triangles):
        raise Mistake(f"{name}: no triangle with an area; export it again")
    ends = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    forward = ends[:, 0] < ends[:, 1]
    keys = ends.min(axis=1) * (triangles.max() + 1) + ends.max(axis=1)
    _, number, faces = np.unique(keys, return_inverse=True, return_counts=True)
    if np.any(faces != 2):
        single, many = int((faces == 1).sum()), int((faces > 2).sum())
        raise Mistake(
            f"{name}: the surface is not closed: {single} open edges and {many} edges of more than two faces; "
            "close its holes and merge its bodies in the program it comes from"
        )
    against = int((np.bincount(number, weights=forward) != 1).sum())
    if against:
        raise Mistake(
            f"{name}: the faces at {against} edges are turned against each other; let the program it comes from "
            "turn all of them outward"
        )


def _axis(surface: Surface, name: str) -> Array:
    """The principal axis whose spread differs most from that of the other two, which in a tube are alike."""
    corners = surface.corners[surface.triangles]
    a, b, c = corners.transpose(1, 0, 2)
    areas = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    corners = corners - np.average(corners.mean(axis=1), axis=0, weights=areas)
    # Over a triangle, x xᵀ integrates to its area / 12 times the sum over corners and nine times the middle.
    middles = 3 * corners.mean(axis=1, keepdims=True)
    points = np.concatenate([corners, middles], axis=1) * np.sqrt(areas)[:, None, None]
    spreads, axes = np.linalg.eigh(np.einsum("tki,tkj->ij", points, points))
    low, high = spreads[1] - spreads[0], spreads[2] - spreads[1]
    if abs(high - low) < ALIKE * spreads[2]:
        raise Mistake(f"{name}: which way the axis of the stent runs cannot be seen from its shape; say axis x, y or z")
    along = axes[:, 2] if high > low else axes[:, 0]
    return along * np.sign(along[np.argmax(np.abs(along))])


def _placed(surface: Surface, along: Array) -> Surface:
    """Turned by the shortest way so that ``along`` becomes z, its circle around the origin, its end at height 0."""
    up = np.array([0.0, 0.0, 1.0])
    half = (along + up) / np.linalg.norm(along + up)
    # Two half turns, about the bisector and about z.
    turn = (2 * np.outer(half, half) - np.eye(3)) @ np.diag([-1.0, -1.0, 1.0])
    corners = surface.corners @ turn
    corners[:, 2] -= corners[:, 2].min()
    flat = corners[:, :2] - corners[:, :2].mean(axis=0)
    # The circle x² + y² = 2 a x + 2 b y + c closest to all corners.
    system = np.column_stack([2 * flat, np.ones(len(flat))])
    centre = np.linalg.solve(system.T @ system, system.T @ (flat**2).sum(axis=1))[:2]
    corners[:, :2] = flat - centre
    return Surface(corners, surface.triangles)


def _check_size(surface: Surface, name: str, unit: str) -> None:
    distances = np.hypot(*surface.corners[:, :2].T)
    length, diameter = float(surface.corners[:, 2].max()), 2 * float(distances.max())
    if not (LENGTHS[0] <= length <= LENGTHS[1] and DIAMETERS[0] <= diameter <= DIAMETERS[1]):
        raise Mistake(
            f"{name}: {1e3 * length:.3g} mm long and {1e3 * diameter:.3g} mm wide when read in {unit}, as no coronary "
            f"stent is; say in which unit it was drawn, one of {', '.join(UNITS)}, or which axis is its own"
        )
    if distances.min() < 0.05 * distances.max():
        raise Mistake(f"{name}: metal lies on the axis, so this is no open stent; say which axis is its own, x, y or z")


@compiled
def _cast(inner: Array, outer: Array, surface: tuple[Array, Numbers, float]) -> None:
    """Widen ``inner`` to ``outer`` (a, z) by each crossing of a triangle with the rays through the columns' middles."""
    corners, triangles, height = surface
    around, along = inner.shape
    rise, step = height / along, 2 * np.pi / around
    for t in range(triangles.shape[0]):
        a, b, c = corners[triangles[t, 0], 2], corners[triangles[t, 1], 2], corners[triangles[t, 2], 2]
        low, high = int(min(a, b, c) / rise - 0.5), int(max(a, b, c) / rise + 0.5)
        for j in range(max(low, 0), min(high + 1, along)):
            level, found = (j + 0.5) * rise, 0
            ends = np.zeros((2, 2))
            for k in range(3):
                here, there = corners[triangles[t, k]], corners[triangles[t, (k + 1) % 3]]
                if (here[2] <= level) != (there[2] <= level) and found < 2:
                    ends[found] = here[:2] + (there[:2] - here[:2]) * ((level - here[2]) / (there[2] - here[2]))
                    found += 1
            if found < 2:
                continue
            begin = np.arctan2(ends[0, 1], ends[0, 0])
            width = (np.arctan2(ends[1, 1], ends[1, 0]) - begin + np.pi) % (2 * np.pi) - np.pi
            cross = ends[0, 0] * ends[1, 1] - ends[0, 1] * ends[1, 0]
            first, last = min(begin, begin + width) / step - 0.5, max(begin, begin + width) / step - 0.5
            for i in range(int(np.ceil(first)), int(np.floor(last)) + 1):
                x, y = np.cos((i + 0.5) * step), np.sin((i + 0.5) * step)
                reach = cross / (x * (ends[1, 1] - ends[0, 1]) - y * (ends[1, 0] - ends[0, 0]))
                inner[i % around, j], outer[i % around, j] = (
                    min(inner[i % around, j], reach),
                    max(outer[i % around, j], reach),
                )
