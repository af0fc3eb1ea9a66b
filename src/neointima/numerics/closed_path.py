"""The best closed path around a strip: one height at each step, neighbours near each other."""

import numpy as np

from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array, Numbers

TURNS = 3


def closed_path(gain: Array, *, steepest: int, bend: float) -> Numbers:
    """Heights h (steps,) that maximise Σ gain[i, hᵢ] − bend Σ |hᵢ₊₁ − hᵢ|, where |hᵢ₊₁ − hᵢ| ≤ ``steepest``.

    ``gain`` has shape (steps, heights); −inf forbids. The last step is next to the first. The path is the middle third
    of the best path three times around: the best closed one wherever its ends forget each other within a turn.
    """
    steps = len(gain)
    return _best(np.ascontiguousarray(gain, np.float64), steepest, bend)[steps : 2 * steps]


@compiled
def _best(gain: Array, steepest: int, bend: float) -> Numbers:
    """Bellman's recursion over three turns, then the way back from the best end."""
    steps, heights = gain.shape
    came = np.empty((TURNS * steps, heights), np.int16)
    best, ahead = gain[0].copy(), np.empty(heights)
    for step in range(1, TURNS * steps):
        for height in range(heights):
            value, way = -np.inf, 0
            for move in range(-min(steepest, height), min(steepest, heights - 1 - height) + 1):
                reached = best[height + move] - bend * abs(move)
                if reached > value:
                    value, way = reached, move
            ahead[height] = value + gain[step % steps, height]
            came[step, height] = way
        best, ahead = ahead, best
    path = np.empty(TURNS * steps, np.int64)
    path[-1] = np.argmax(best)
    for step in range(TURNS * steps - 1, 0, -1):
        path[step - 1] = path[step] + came[step, path[step]]
    return path
