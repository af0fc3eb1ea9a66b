"""Which body each pixel belongs to."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.instruments.histology.canvas import Canvas
from neointima.instruments.histology.cells import Cells
from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array

REACH = 1.8
FAR = 1e9


class Discs(NamedTuple):
    """Bodies in pixels: column, row, radius, cosine and sine of the angle in the picture, and root of elongation."""

    x: Array
    y: Array
    radius: Array
    cosine: Array
    sine: Array
    stretch: Array


class Territory(NamedTuple):
    """Of each pixel: the body it belongs to or −1, and power distances [pixel²] to it and to the second nearest."""

    owner: NDArray[np.int32]
    nearest: NDArray[np.float32]
    second: NDArray[np.float32]


def discs(cells: Cells, canvas: Canvas) -> Discs:
    """The bodies on the canvas, where y runs down."""
    x, y = canvas.to_pixels(cells.position).T.copy()
    return Discs(
        x, y, cells.radius / canvas.pixel, np.cos(cells.angle), -np.sin(cells.angle), np.sqrt(cells.elongation)
    )


def territory(bodies: Discs, top: int, shape: tuple[int, int]) -> Territory:
    """Each pixel of a strip from row ``top`` goes to the body of least power distance (u/s)² + (v s)² − r².

    u and v run along and across the body's long side and s is the root of its elongation, so the areas of cells follow
    their radii. A body reaches 1.8 radii far; pixels beyond all belong to none.
    """
    empty = Territory(np.full(shape, -1, np.int32), np.full(shape, FAR, np.float32), np.full(shape, FAR, np.float32))
    _claim(bodies, top, empty)
    return empty


@compiled
def _claim(bodies: Discs, top: int, land: Territory) -> None:
    rows, columns = land.owner.shape
    for i in range(bodies.x.shape[0]):
        x, y, radius, stretch = bodies.x[i], bodies.y[i] - top, bodies.radius[i], bodies.stretch[i]
        reach = REACH * radius
        wide = reach * stretch
        first, last = max(0, int(np.floor(y - wide))), min(rows, int(np.ceil(y + wide)))
        left, right = max(0, int(np.floor(x - wide))), min(columns, int(np.ceil(x + wide)))
        for row in range(first, last):
            down = row + 0.5 - y
            for column in range(left, right):
                across = column + 0.5 - x
                u = (across * bodies.cosine[i] + down * bodies.sine[i]) / stretch
                v = (down * bodies.cosine[i] - across * bodies.sine[i]) * stretch
                square = u * u + v * v
                if square > reach * reach:
                    continue
                power = square - radius * radius
                if power < land.nearest[row, column]:
                    land.second[row, column] = land.nearest[row, column]
                    land.nearest[row, column] = power
                    land.owner[row, column] = i
                elif power < land.second[row, column]:
                    land.second[row, column] = power
