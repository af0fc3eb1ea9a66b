"""Soft-edged ellipses put down on a strip of a picture."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.instruments.histology.canvas import Canvas
from neointima.instruments.histology.marks import Shapes
from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array

LEAST_HALF = 0.5


class Ellipses(NamedTuple):
    """Shapes in pixels, the angle as cosine and sine in the picture where y runs down."""

    x: Array
    y: Array
    length: Array
    width: Array
    cosine: Array
    sine: Array
    bend: Array
    darkness: Array
    pallor: Array


def ellipses(shapes: Shapes, canvas: Canvas) -> Ellipses:
    """Shapes on the canvas; one narrower than a pixel becomes a pixel wide and as much paler."""
    x, y = canvas.to_pixels(shapes.place).T.copy()
    length, width = shapes.length / canvas.pixel, shapes.width / canvas.pixel
    shown = np.maximum(length, LEAST_HALF), np.maximum(width, LEAST_HALF)
    darkness = shapes.darkness * np.minimum(1.0, length / shown[0]) * np.minimum(1.0, width / shown[1])
    cosine, sine = np.cos(shapes.angle), -np.sin(shapes.angle)
    return Ellipses(x, y, *shown, cosine, sine, -shapes.bend * canvas.pixel, darkness, shapes.pallor)


def stamped(marks: Ellipses, top: int, shape: tuple[int, int]) -> NDArray[np.float32]:
    """Darkness (rows, columns) of a strip from row ``top``; where shapes overlap the darker counts."""
    layer = np.zeros(shape, np.float32)
    _stamp(marks, top, layer)
    return layer


@compiled
def _stamp(marks: Ellipses, top: int, layer: NDArray[np.float32]) -> None:
    rows, columns = layer.shape
    for i in range(marks.x.shape[0]):
        x, y, length, width = marks.x[i], marks.y[i] - top, marks.length[i], marks.width[i]
        far = length + 2.0
        first, last = max(0, int(np.floor(y - far))), min(rows, int(np.ceil(y + far)))
        left, right = max(0, int(np.floor(x - far))), min(columns, int(np.ceil(x + far)))
        for row in range(first, last):
            down = row + 0.5 - y
            for column in range(left, right):
                across = column + 0.5 - x
                u = across * marks.cosine[i] + down * marks.sine[i]
                v = down * marks.cosine[i] - across * marks.sine[i] - marks.bend[i] * u * u
                q = np.sqrt((u / length) ** 2 + (v / width) ** 2)
                # The edge runs over about a pixel: distance to it is (1 − q) times the radius in this direction.
                radius = np.sqrt(u * u + v * v) / q if q > 0 else width
                cover = min(1.0, max(0.0, 0.5 + (1.0 - q) * radius))
                dark = cover * marks.darkness[i] * (1.0 - marks.pallor[i] * max(0.0, 1.0 - q * q))
                layer[row, column] = max(layer[row, column], dark)
