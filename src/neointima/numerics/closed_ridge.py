"""The best closed path around a strip: one height at each step, neighbours near each other."""

import numpy as np

from neointima.quantities.kinds import Array, Numbers


def closed_ridge(gain: Array, *, steepest: int, bend: float) -> Numbers:
    """Heights h (steps,) that maximise Σ gain[i, hᵢ] − bend Σ |hᵢ₊₁ − hᵢ|, where |hᵢ₊₁ − hᵢ| ≤ ``steepest``.

    ``gain`` has shape (steps, heights); −inf forbids. The last step is next to the first. The path is the middle third of the best
    path around three times: the best closed one wherever its ends forget each other within a turn.
    """
    steps, heights = gain.shape
    moves = np.arange(-steepest, steepest + 1)
    cost = bend * np.abs(moves)
    best = gain[0].astype(np.float64)
    came = np.empty((3 * steps, heights), np.int8)
    padded = np.full(heights + 2 * steepest, -np.inf)
    for step in range(1, 3 * steps):
        padded[steepest : steepest + heights] = best
        options = np.lib.stride_tricks.sliding_window_view(padded, moves.size) - cost
        choice = options.argmax(axis=1)
        came[step] = choice
        best = options[np.arange(heights), choice] + gain[step % steps]
    path = np.empty(3 * steps, np.int64)
    path[-1] = best.argmax()
    for step in range(3 * steps - 1, 0, -1):
        path[step - 1] = path[step] + moves[came[step, path[step]]]
    return path[steps : 2 * steps]
