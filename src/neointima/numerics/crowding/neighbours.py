"""Which agents are near one another: a cell list, linear in their number."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array, Numbers

Ranks = NDArray[np.uint32]
Grid = tuple[Array, float, Numbers]

# Edge of a cell over the range of an agent of mean size; the most cells per agent.
EDGE = 0.9
CELLS = 4
# Agents of one class differ by less than this factor in radius. Each pair within a class is looked at once, but a small
# agent must look as far as the largest of its class reaches.
CLASS = 4.0
# Rows of cells in a strip, which then stays in the cache.
STRIP = 16
# Places for pairs, per agent; when there are more, the list is made again with as many as it needs.
GUESS = {2: 10, 3: 24}


class Pairs(NamedTuple):
    """Every pair once.

    Agent ``order[k]`` meets ``order[m]`` for each m of ``other[start[k]:start[k + 1]]``; ``order`` runs through space
    so that agents who meet are near one another in memory too.
    """

    order: Numbers
    start: Numbers
    other: Ranks

    def both(self) -> tuple[Numbers, Numbers]:
        """The two agents of every pair."""
        return np.repeat(self.order, np.diff(self.start)), self.order[self.other]


def neighbours(position: Array, radius: Array, *, reach: float, skin: float) -> Pairs:
    """All pairs closer than reach · (R_i + R_j) + skin.

    ``position`` has shape (agents, 2 or 3). The same agents give the same pairs in the same order.
    """
    if not (np.isfinite(position).all() and np.isfinite(radius).all()):
        raise ValueError("agents need finite positions and radii")
    if len(radius) and not radius.min() > 0:
        raise ValueError("agents need radii above zero")
    agents, dimension = position.shape
    if agents == 0:
        return Pairs(np.zeros(0, np.int64), np.zeros(1, np.int64), np.zeros(0, np.uint32))
    grid = _grid(position, 2 * reach * float(radius.mean()) + skin)
    order, first, rows, place = _sorted(position, radius, grid, STRIP)
    room = GUESS[dimension] * agents
    known = (reach, skin, CLASS)
    while True:
        start, other, found = _pairs(place, grid, (first, rows), known, room)
        if found <= room:
            return Pairs(order, start, other[:found])
        room = found


def _grid(position: Array, span: float) -> Grid:
    """Corner, edge and number of cells along three axes, not many more cells than agents."""
    agents, dimension = position.shape
    corner, size, count = np.zeros(3), np.zeros(3), np.ones(3)
    for axis in range(dimension):
        corner[axis] = position[:, axis].min()
        size[axis] = position[:, axis].max() - corner[axis]
    edge = EDGE * span
    while (count := np.floor(size / edge) + 1).prod() > CELLS * agents + 64:
        edge *= 1.1
    return corner, edge, count.astype(np.int64)


@compiled
def _sorted(position: Array, radius: Array, grid: Grid, strip: int) -> tuple[Numbers, Numbers, Numbers, Array]:
    """Agents in order of their cells, where each cell begins, the first cell of each row, and x, y, z, R in order.

    Cells run along x, then through a strip of y, then z, then from strip to strip. Rows have shape (z, y).
    """
    corner, edge, count = grid
    agents, dimension = position.shape
    strips = (count[1] + strip - 1) // strip
    rows, cell = np.empty((count[2], count[1]), np.int64), np.empty(agents, np.int64)
    for c in range(count[2]):
        for b in range(count[1]):
            rows[c, b] = (((b // strip) * count[2] + c) * strip + b % strip) * count[0]
    first = np.zeros(count[0] * strips * strip * count[2] + 1, np.int64)
    for i in range(agents):
        a = min(int((position[i, 0] - corner[0]) / edge), count[0] - 1)
        b = min(int((position[i, 1] - corner[1]) / edge), count[1] - 1)
        c = min(int((position[i, 2] - corner[2]) / edge), count[2] - 1) if dimension == 3 else 0
        cell[i] = rows[c, b] + a
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
    return order, first, rows, place


@compiled
def _classes(place: Array, growth: float) -> tuple[Numbers, Array]:
    """The class of size of each agent, and the greatest radius of each class."""
    agents = place.shape[0]
    least, most = place[:, 3].min(), place[:, 3].max()
    kind = np.zeros(agents, np.int64)
    if least <= 0 or most <= growth * least:
        return kind, np.full(1, most)
    biggest = np.zeros(int(np.log(most / least) / np.log(growth)) + 2)
    for k in range(agents):
        kind[k] = int(np.log(place[k, 3] / least) / np.log(growth))
        biggest[kind[k]] = max(biggest[kind[k]], place[k, 3])
    return kind, biggest


@compiled
def _pairs(
    place: Array, grid: Grid, cells: tuple[Numbers, Numbers], known: tuple[float, float, float], room: int
) -> tuple[Numbers, Ranks, int]:
    """Each agent with those of a lower class in its range, and with those of its own class in later rows or places.

    When there are more than ``room`` it returns how many places would do, and no list. Ranks are unsigned: signed
    ones would be tested for counting from the end, which takes as long as the rest.
    """
    corner, edge, count = grid
    first, rows = cells
    reach, skin, growth = known
    agents = place.shape[0]
    kind, biggest = _classes(place, growth)
    start, other, found = np.zeros(agents + 1, np.int64), np.empty(room, np.uint32), 0
    for k in range(agents):
        x, y, z, size, mine = place[k, 0], place[k, 1], place[k, 2], place[k, 3], kind[k]
        far = reach * (size + biggest[mine]) + skin
        left, _, right = _span(x - corner[0], far, edge, count[0])
        front, row, back = _span(y - corner[1], far, edge, count[1])
        low, layer, high = _span(z - corner[2], far, edge, count[2])
        for c in range(layer if mine == 0 else low, high + 1):
            for b in range(row if mine == 0 and c == layer else front, back + 1):
                here, there = first[rows[c, b] + left], first[rows[c, b] + right + 1]
                later = 0 if c > layer or (c == layer and b > row) else agents
                if c == layer and b == row:
                    later = k + 1
                begin, end = np.uint64(max(here, later) if mine == 0 else here), np.uint64(there)
                if found + there - here > room:
                    return start, other, 2 * room + there - here
                from_, above = np.uint64(later), mine + 1
                for m in range(begin, end):
                    near = reach * (size + place[m, 3]) + skin
                    away = (place[m, 0] - x) ** 2 + (place[m, 1] - y) ** 2 + (place[m, 2] - z) ** 2
                    other[np.uint64(found)] = m
                    found += 1 if (away < near * near) & (kind[m] < (above if m >= from_ else mine)) else 0
        start[k + 1] = found
    return start, other, found


@compiled
def _span(along: float, far: float, edge: float, count: int) -> tuple[int, int, int]:
    """The first, own and last cell of a range."""
    last = count - 1
    return max(int((along - far) / edge), 0), min(int(along / edge), last), min(int((along + far) / edge), last)
