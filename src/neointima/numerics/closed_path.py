"""The cheapest closed line around a point, through a table of costs by angle and distance."""

import numpy as np

from neointima.quantities.kinds import Array, Numbers


def closed_path(cost: Array, steepest: int, price: float) -> Numbers:
    """Column of each row of ``cost`` (angles, distances) such that the line closes and its cost is least.

    From row to row the column changes by at most ``steepest``, and a change of k costs ``price`` k². Where the line
    begins is found by going round twice without closing and looking in the middle; among lines that close there it is
    the cheapest (dynamic programming, exact).
    """
    twice, back = _forward(np.concatenate([cost, cost]), steepest, price)
    free = _traced(back, int(np.argmin(twice)), steepest)
    half = len(cost) // 2
    begin = int(free[len(cost) + half if half else 0])
    # Begin where the free line is least swayed by its ends, half a turn from both.
    turned = np.roll(cost, -half, axis=0)
    fixed = np.full_like(turned[:1], np.inf)
    fixed[0, begin] = turned[0, begin]
    _, back = _forward(np.concatenate([fixed, turned[1:], turned[:1]]), steepest, price)
    path = _traced(back, begin, steepest)[:-1]
    return np.roll(path, half)


def _forward(cost: Array, steepest: int, price: float) -> tuple[Array, Numbers]:
    """Least cost of reaching each cell of the last row, and for each cell the step that led to it."""
    steps = np.arange(-steepest, steepest + 1)
    columns = cost.shape[1]
    reached = cost[0]
    back = np.zeros(cost.shape, dtype=np.int64)
    padded = np.full(columns + 2 * steepest, np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, columns, writeable=True)
    prices = price * steps[:, None] ** 2
    for row in range(1, len(cost)):
        padded[steepest : steepest + columns] = reached
        ways = windows + prices
        back[row] = np.argmin(ways, axis=0)
        reached = np.min(ways, axis=0) + cost[row]
    return reached, back


def _traced(back: Numbers, end: int, steepest: int) -> Numbers:
    path = np.empty(len(back), dtype=np.int64)
    path[-1] = end
    for row in range(len(back) - 1, 0, -1):
        path[row - 1] = path[row] + back[row, path[row]] - steepest
    return path
