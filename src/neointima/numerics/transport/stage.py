"""One implicit stage: free drug everywhere such that what every cell gains is what flows in."""

from typing import NamedTuple

import numpy as np

from neointima.numerics.transport.multigrid import Multigrid
from neointima.numerics.transport.network import Matrix, Network, outflow
from neointima.numerics.transport.pools import Chemistry, close, table, unbalance
from neointima.quantities.kinds import Array

LIMIT = 30
# Residual over content, and in any one cell over its own drug.
PRECISION, NEAR = 1e-6, 1e-3
INSIDE = 1e-2
TIGHT = 1e-9
DUST = 1e-13
STALE = 12


class Stage(NamedTuple):
    """Pools at the end of a stage [mol/m³, (4, cells)], what left by each exit [mol/s], what broke down [mol/s]."""

    pools: Array
    left: Array
    broken: float


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
        if source.shape != guess.shape:
            raise ValueError(f"{source.shape} sources for {cells} cells")
        slope, right, free = np.empty(cells), np.empty(cells), guess.copy()
        volumes, start, column, value, diagonal = self.network.volumes, *self.outflow
        inside = INSIDE
        for _ in range(LIMIT):
            lacking, furthest = unbalance(
                free, begin, volumes, self.kind, self.numbers, source, a, start, column, value, slope, right
            )
            if not np.isfinite(lacking):
                return None
            if lacking <= PRECISION * scale and furthest <= NEAR:
                pools = np.empty((4, cells))
                missed, broken = close(free, begin, volumes, self.kind, self.numbers, a, slope, right, pools)
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
