"""Solves the large sparse systems of an implicit stage: aggregation multigrid around a short recurrence.

The groups of cells are found once and kept while the matrix changes little; only its values are renewed.
Source of the method: Y. Notay, Electron Trans Numer Anal 2010;37:123 (pairwise groups, K-cycle).
"""

from collections.abc import Callable

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.linalg import splu

from neointima.numerics.compiled import compiled
from neointima.numerics.transport.aggregation import Coarsening, coarsen, refill
from neointima.numerics.transport.network import Matrix
from neointima.quantities.kinds import Array

SMALL = 1000
DEEPEST = 20
INSIDE = 0.25
# With fewer, steady flows on graded rings stall: the cycle is not the same in every sweep.
REMEMBERED = 30


@compiled
def _relax_down(start, column, value, diagonal, right, x):  # type: ignore[no-untyped-def]
    """One Gauss–Seidel sweep from zero, first cell first."""
    x[:] = 0.0
    for i in range(x.size):
        rest = right[i]
        for k in range(start[i], diagonal[i]):
            rest -= value[k] * x[column[k]]
        x[i] = rest / value[diagonal[i]]


@compiled
def _relax_up(start, column, value, diagonal, right, x):  # type: ignore[no-untyped-def]
    """One Gauss–Seidel sweep, last cell first."""
    for i in range(x.size - 1, -1, -1):
        rest = right[i]
        for k in range(start[i], start[i + 1]):
            if k != diagonal[i]:
                rest -= value[k] * x[column[k]]
        x[i] = rest / value[diagonal[i]]


@compiled
def _left_over(start, column, value, right, x, group, out):  # type: ignore[no-untyped-def]
    """What of ``right`` the sweep left, summed over each group into ``out``."""
    out[:] = 0.0
    for i in range(x.size):
        if group[i] >= 0:
            rest = right[i]
            for k in range(start[i], start[i + 1]):
                rest -= value[k] * x[column[k]]
            out[group[i]] += rest


@compiled
def _correct(group, coarse, x):  # type: ignore[no-untyped-def]
    """Add to each cell what its group found."""
    for i in range(x.size):
        if group[i] >= 0:
            x[i] += coarse[group[i]]


@compiled
def times(start, column, value, x, out):  # type: ignore[no-untyped-def]
    """Matrix times vector."""
    for i in range(x.size):
        total = 0.0
        for k in range(start[i], start[i + 1]):
            total += value[k] * x[column[k]]
        out[i] = total


# A library's inner product would start threads that wait for one another longer than they work.
@compiled
def inner(x, y):  # type: ignore[no-untyped-def]
    """Inner product."""
    total = 0.0
    for i in range(x.size):
        total += x[i] * y[i]
    return total


@compiled
def add(x, share, y):  # type: ignore[no-untyped-def]
    """Add ``share`` · ``y`` to ``x`` in place."""
    for i in range(x.size):
        x[i] += share * y[i]


@compiled
def stretch(x, y, factor):  # type: ignore[no-untyped-def]
    """Multiply both in place."""
    for i in range(x.size):
        x[i] *= factor
        y[i] *= factor


class Multigrid:
    """Levels for matrices of one pattern. ``renew`` takes new values, ``solve`` one right-hand side."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrices = [matrix]
        self.steps: list[Coarsening] = []
        while len(self.steps) < DEEPEST and self.matrices[-1].start.size - 1 > SMALL:
            step = coarsen(self.matrices[-1])
            if step.coarse.start.size - 1 > 0.8 * (self.matrices[-1].start.size - 1):
                break
            self.steps.append(step)
            self.matrices.append(step.coarse)
        self.renew(matrix.value)

    def renew(self, value: Array) -> None:
        """Values of the finest matrix have changed, its pattern has not."""
        self.matrices[0] = self.matrices[0]._replace(value=value)
        for level, step in enumerate(self.steps):
            refill(self.matrices[level].value, step.place, self.matrices[level + 1].value)
        self.last = _direct(self.matrices[-1])

    def solve(self, right: Array, *, tolerance: float, most: int = 100) -> tuple[Array, int, bool]:
        """The solution with a residual below ``tolerance`` of the first, sweeps used, and whether it got there."""
        return recurrence(self.matrices[0], right, lambda rest: self._cycle(0, rest), tolerance=tolerance, most=most)

    def _cycle(self, level: int, right: Array) -> Array:
        """An approximate solution on ``level``: a sweep, the coarser level, a sweep back."""
        if level == len(self.steps):
            return self.last(right)
        matrix, step = self.matrices[level], self.steps[level]
        x, below = np.empty_like(right), np.empty(step.coarse.start.size - 1)
        _relax_down(*matrix, right, x)
        _left_over(*matrix[:3], right, x, step.group, below)
        if below.size:
            _correct(step.group, self._coarser(level + 1, below), x)
        _relax_up(*matrix, right, x)
        return x

    def _coarser(self, level: int, right: Array) -> Array:
        """The K-cycle: two steps of the recurrence on the coarser level, one where that is enough."""
        if level == len(self.steps):
            return self.last(right)
        again = lambda rest: self._cycle(level, rest)  # noqa: E731
        return recurrence(self.matrices[level], right, again, tolerance=INSIDE, most=2)[0]


def recurrence(
    matrix: Matrix, right: Array, improve: Callable[[Array], Array], *, tolerance: float, most: int
) -> tuple[Array, int, bool]:
    """Generalised conjugate residuals, a few directions remembered: any ``improve``, symmetric or not."""
    x, rest = np.zeros_like(right), right.copy()
    limit = (tolerance**2) * inner(right, right)
    ways: list[tuple[Array, Array]] = []
    for sweep in range(most):
        if inner(rest, rest) <= limit:
            return x, sweep, True
        way, effect = improve(rest), np.empty_like(right)
        times(*matrix[:3], way, effect)
        for other, its in ways:
            share = -inner(effect, its)
            add(effect, share, its)
            add(way, share, other)
        size = np.sqrt(inner(effect, effect))
        if not 0 < size < np.inf:
            break
        stretch(way, effect, 1 / size)
        ways = [*ways[1 - REMEMBERED :], (way, effect)]
        step = inner(rest, effect)
        add(x, step, way)
        add(rest, -step, effect)
    return x, most, bool(inner(rest, rest) <= limit)


def _direct(matrix: Matrix) -> Callable[[Array], Array]:
    """A direct solver where the matrix is small, a diagonal one where its cells hardly touch."""
    cells = matrix.start.size - 1
    if cells == 0:
        return lambda right: right
    if cells > 10 * SMALL:
        diagonal = matrix.value[matrix.diagonal]
        return lambda right: right / diagonal
    table = csc_array((matrix.value, matrix.column, matrix.start), shape=(cells, cells))
    # The transpose of compressed rows read as compressed columns.
    try:
        factors = splu(table, options={"SymmetricMode": True}, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0)
    except RuntimeError:
        raise ArithmeticError("drug transport has no single answer, its equations are singular") from None
    return lambda right: factors.solve(right, trans="T")
