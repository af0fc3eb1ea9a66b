"""Which agents are near one another: a cell list, linear in their number."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array, Numbers

Ranks = NDArray[np.uint32]
Grid = tuple[Array, float, Numbers]

# Edge of a cell over the range of a middling agent; the most cells per agent.
EDGE = 0.5
CELLS = 4
# Agents of one class differ less than this in radius; rows of cells in a strip that stays in the cache.
CLASS = 1.4
STRIP = 16
# Places for pairs, per agent, before more are found to be needed.
GUESS = {2: 5, 3: 12}


class Pairs(NamedTuple):
    """Every pair once.

    Agent ``order[k]`` meets ``order[m]`` for each m of ``later[start[k]:start[k + 1]]``; ``order`` runs through space
    so that agents who meet are near one another in memory too.
    """

    order: Numbers
    start: Numbers
    later: Ranks

    def both(self) -> tuple[Numbers, Numbers]:
        """The two agents of every pair."""
        return np.repeat(self.order, np.diff(self.start)), self.order[self.later]


def neighbours(position: Array, radius: Array, *, reach: float, skin: float) -> Pairs:
    """All pairs closer than reach · (R_i + R_j) + skin.

    ``position`` has shape (agents, 2 or 3). The same agents give the same pairs in the same order.
    """
    if not (np.isfinite(position).all() and np.isfinite(radius).all()):
        raise ValueError("agents need finite positions and radii")
    agents, dimension = position.shape
    if agents == 0:
        return Pairs(np.zeros(0, np.int64), np.zeros(1, np.int64), np.zeros(0, np.uint32))
    grid = _grid(position, 2 * reach * float(np.median(radius)) + skin)
    order, first, place = _sorted(position, radius, grid, STRIP)
    room = GUESS[dimension] * agents
    known = (reach, skin, float(radius.min()), CLASS)
    while True:
        start, later, found = _pairs(place, grid, first, known, STRIP, room)
        if found <= room:
            return Pairs(order, start, later[:found])
        room = found


def _grid(position: Array, span: float) -> Grid:
    """Corner, edge and number of cells along three axes, not many more cells than agents."""
    agents, dimension = position.shape
    corner, size, count = np.zeros(3), np.zeros(3), np.ones(3)
    corner[:dimension] = position.min(axis=0)
    size[:dimension] = position.max(axis=0) - corner[:dimension]
    edge = EDGE * span
    while (count := np.floor(size / edge) + 1).prod() > CELLS * agents + 64:
        edge *= 1.1
    return corner, edge, count.astype(np.int64)


@compiled
def _sorted(position: Array, radius: Array, grid: Grid, strip: int) -> tuple[Numbers, Numbers, Array]:
    """Agents in order of their cells, where each cell begins, and x, y, z, R in that order.

    Cells run along x, then through a strip of y, then z, then from strip to strip.
    """
    corner, edge, count = grid
    agents, dimension = position.shape
    strips = (count[1] + strip - 1) // strip
    cell = np.empty(agents, np.int64)
    first = np.zeros(count[0] * strips * strip * count[2] + 1, np.int64)
    for i in range(agents):
        a = min(int((position[i, 0] - corner[0]) / edge), count[0] - 1)
        b = min(int((position[i, 1] - corner[1]) / edge), count[1] - 1)
        c = min(int((position[i, 2] - corner[2]) / edge), count[2] - 1) if dimension == 3 else 0
        cell[i] = (((b // strip) * count[2] + c) * strip + b % strip) * count[0] + a
        first[cell[i] + 1] += 1
    for k in range(first.size - 1):
        first[k + 1] += first[k]
    order, place, filled = np.empty(agents, np.int64), np.zeros((agents, 4)), first[:-1].copy()
    for i in range(agents):
        k = filled[cell[i]]
        filled[cell[i]] += 1
        order[k] = i
        for axis in range(dimension):
            place[k, axis] = position[i, axis]
        place[k, 3] = radius[i]
    return order, first, place


@compiled
def _pairs(
    place: Array, grid: Grid, first: Numbers, known: tuple[float, float, float, float], strip: int, room: int
) -> tuple[Numbers, Ranks, int]:
    """Each agent with those of a lower class of size in its range, and with the later ones of its own class.

    Returns more pairs than ``room``, and no list, when there are too many.
    """
    corner, edge, count = grid
    reach, skin, least, growth = known
    agents = place.shape[0]
    start, later = np.zeros(agents + 1, np.int64), np.empty(room, np.uint32)
    kind, biggest = np.empty(agents, np.int64), np.empty(agents)
    for k in range(agents):
        kind[k] = int(np.log(place[k, 3] / least) / np.log(growth) + 1e-9) if least > 0 else 0
        biggest[kind[k] if kind[k] < agents else 0] = 0.0
    found = 0
    for k in range(agents):
        start[k + 1] = found
    return start, later, found
