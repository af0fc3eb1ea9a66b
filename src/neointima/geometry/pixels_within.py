"""Which pixels lie within rings."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from neointima.quantities.kinds import Array


def pixels_within(rings: Iterable[Array], rows: int, columns: int) -> NDArray[np.bool_]:
    """Pixels (rows, columns) whose middle lies within an odd number of ``rings`` (points, 2).

    Pixel (row r, column c) has its middle at x = c + ½, y = r + ½. Each side of a ring toggles what lies to its
    right in every row whose middle it crosses, so outlines along borders of pixels give back exactly their pixels.
    """
    toggled = np.zeros((rows, columns + 1), dtype=np.uint8)
    for ring in rings:
        start, end = ring, np.roll(ring, -1, axis=0)
        low = np.clip(np.ceil(np.minimum(start[:, 1], end[:, 1]) - 0.5), 0, rows).astype(np.int64)
        high = np.clip(np.ceil(np.maximum(start[:, 1], end[:, 1]) - 0.5), 0, rows).astype(np.int64)
        count = high - low
        side = np.repeat(np.arange(len(ring)), count)
        row = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + low[side]
        along = (row + 0.5 - start[side, 1]) / (end[side, 1] - start[side, 1])
        x = start[side, 0] + along * (end[side, 0] - start[side, 0])
        column = np.clip(np.ceil(x - 0.5), 0, columns).astype(np.int64)
        np.add.at(toggled, (row, column), 1)
    return np.cumsum(toggled[:, :columns], axis=1, dtype=np.uint8) % 2 == 1
