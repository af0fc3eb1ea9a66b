"""One implicit stage: free drug everywhere such that what every cell gains is what flows in."""

from typing import NamedTuple

import numpy as np

from neointima.numerics.compiled import compiled
from neointima.numerics.transport.multigrid import Multigrid
from neointima.numerics.transport.network import Matrix, Network, outflow
from neointima.numerics.transport.pools import Chemistry, settle, table
from neointima.quantities.kinds import Array

LIMIT = 30
PRECISION = 1e-6
INSIDE = 1e-2
TIGHT = 1e-9
DUST = 1e-13
STALE = 12


class Stage(NamedTuple):
    """Pools at the end of a stage [mol/m³, (4, cells)], what left by each exit [mol/s], what broke down [mol/s]."""

    pools: Array
    left: Array
    broken: float


@compiled
def _unbalance(free, begin, volumes, kind, numbers, source, a, start, column, value, slope, right):  # type: ignore[no-untyped-def]
    """Fill ``right`` with what each cell lacks [mol] and ``slope`` with what it takes up per concentration."""
    inside = np.empty(3)
    total = 0.0
    for i in range(free.size):
        gain, rise = settle(free[i], begin[:, i], numbers[kind[i]], a, inside)
        out = 0.0
        for k in range(start[i], start[i + 1]):
            out += value[k] * free[column[k]]
        slope[i] = volumes[i] * rise
        right[i] = a * (source[i] - out) - volumes[i] * gain
        total += abs(right[i])
    return total


@compiled
def _close(free, begin, volumes, kind, numbers, a, slope, right, pools):  # type: ignore[no-untyped-def]
    """Store what is lacking in the cells themselves, so that no drug is lost; returns what could not be stored.

    Also returned: what breaks down per time.
    """
    inside = np.empty(3)
    missed, broken = 0.0, 0.0
    for i in range(free.size):
        here = free[i] + right[i] / slope[i]
        if here < 0.0:
            missed -= here * slope[i]
            here = 0.0
        row = numbers[kind[i]]
        settle(here, begin[:, i], row, a, inside)
        pools[0, i], pools[1, i], pools[2, i], pools[3, i] = here, inside[0], inside[1], inside[2]
        broken += volumes[i] * (row[7] * here + row[3] * inside[0])
    return missed, broken


class Stages:
    """Solves stages on one network; keeps the groups of its multigrid as long as they serve."""

    def __init__(self, network: Network, chemistry: Chemistry) -> None:
        self.network, self.kind, self.numbers = network, chemistry.kind, table(chemistry)
        self.outflow: Matrix = outflow(network)
        self.grid: Multigrid | None = None
        self.grouped_for = 0.0
        self.solves = 0

    def refit(self, network: Network) -> None:
        """The same cells with other conductances."""
        if network is not self.network:
            self.network, self.outflow = network, outflow(network)

    def solve(self, begin: Array, guess: Array, a: float, *, source: Array, scale: float) -> Stage | None:
        """The stage of length ``a`` [s] from ``begin``, none when Newton does not settle.

        ``source`` [mol/s, (cells,)]; ``scale`` [mol] is what a residual is measured against (relative 1e-6).
        """
        cells = guess.size
        slope, right, free = np.empty(cells), np.empty(cells), guess.copy()
        volumes, start, column, value, diagonal = self.network.volumes, *self.outflow
        inside = INSIDE
        for _ in range(LIMIT):
            lacking = _unbalance(
                free, begin, volumes, self.kind, self.numbers, source, a, start, column, value, slope, right
            )
            if not np.isfinite(lacking):
                return None
            if lacking <= PRECISION * scale:
                pools = np.empty((4, cells))
                missed, broken = _close(free, begin, volumes, self.kind, self.numbers, a, slope, right, pools)
                if missed <= DUST * scale:
                    return Stage(pools, self.network.exits @ free, broken)
                inside = TIGHT
            matrix = a * value
            matrix[diagonal] += slope
            change, settled = self._linear(self.outflow._replace(value=matrix), right, a, tolerance=inside)
            if not settled:
                return None
            free = np.maximum(free + change, 0.0)
        return None

    def _linear(self, matrix: Matrix, right: Array, a: float, *, tolerance: float) -> tuple[Array, bool]:
        """One linear solve, with groups found anew when the step has changed much or the old ones are slow."""
        if self.grid is None or not self.grouped_for / 4 < a < 4 * self.grouped_for:
            self.grid, self.grouped_for = Multigrid(matrix), a
        else:
            self.grid.renew(matrix.value)
        change, sweeps, settled = self.grid.solve(right, tolerance=tolerance)
        if not settled or sweeps > STALE - 4 * np.log10(tolerance):
            self.grouped_for = 0.0
        self.solves += 1
        return change, settled
