"""Two edges that run along a line together: the best smooth path of their middle and half distance."""

from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array, Numbers


class PairedPath(NamedTuple):
    """Which middle and which half width, (rows,) each."""

    middle: Numbers
    half: Numbers


def paired_path(gain: Array, *, turn_cost: float) -> PairedPath:
    """The path of the largest sum of ``gain`` (rows, middles, halves) that moves at most one place a row.

    A move of one place costs ``turn_cost``. Dynamic programming, exact.
    """
    rows, middles, halves = gain.shape
    moves = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    cost = np.array([turn_cost * (abs(i) + abs(j)) for i, j in moves])
    best = gain[0].copy()
    came = np.zeros((rows, middles, halves), dtype=np.int8)
    for row in range(1, rows):
        padded = np.pad(best, 1, constant_values=-np.inf)
        options = np.stack([padded[1 + i : 1 + i + middles, 1 + j : 1 + j + halves] for i, j in moves])
        options -= cost[:, None, None]
        came[row] = options.argmax(axis=0)
        best = np.take_along_axis(options, came[row][None].astype(np.int64), axis=0)[0] + gain[row]
    middle, half = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    middle[-1], half[-1] = np.unravel_index(int(best.argmax()), best.shape)
    for row in range(rows - 1, 0, -1):
        i, j = moves[came[row, middle[row], half[row]]]
        middle[row - 1], half[row - 1] = middle[row] + i, half[row] + j
    return PairedPath(middle, half)
