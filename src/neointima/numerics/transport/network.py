"""A network of cells: who neighbours whom, how easily drug passes, and where it leaves."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, diags_array

from neointima.numerics.bernoulli import bernoulli
from neointima.quantities.kinds import Array, Numbers

Indices = NDArray[np.int32]


class Network(NamedTuple):
    """Cells, faces and exits.

    ``volumes`` [m³, or m² in a section; (cells,)]. Through face f from ``pairs[f, 0]`` to ``pairs[f, 1]`` flows
    ``forward[f]`` c₀ − ``backward[f]`` c₁ [mol/s, per metre in a section]. ``exits`` (kinds, cells) is the same
    coefficient for what leaves for good, by kind of exit; beyond an exit the concentration is zero.
    """

    volumes: Array
    pairs: Numbers
    forward: Array
    backward: Array
    exits: Array


class Matrix(NamedTuple):
    """A square matrix in compressed rows, every row with its diagonal; short indices, for there are many."""

    start: Indices
    column: Indices
    value: Array
    diagonal: Indices


def outflow(network: Network) -> Matrix:
    """What leaves each cell per unit concentration: an M-matrix (positive diagonal, nothing else above zero)."""
    cells = network.volumes.size
    first, second = network.pairs.T
    ahead, back = network.forward, network.backward
    rows = np.concatenate([first, first, second, second])
    columns = np.concatenate([first, second, second, first])
    values = np.concatenate([ahead, -back, back, -ahead])
    table = coo_array((values, (rows, columns)), shape=(cells, cells)).tocsr()
    return packed((table + diags_array(network.exits.sum(axis=0), format="csr")).tocsr())


def packed(table: csr_array) -> Matrix:
    """A sparse array as ``Matrix``; its diagonal must be there."""
    table.sum_duplicates()
    table.sort_indices()
    rows = np.repeat(np.arange(table.shape[0], dtype=np.int32), np.diff(table.indptr))
    diagonal = np.flatnonzero(rows == table.indices)
    start, column, middle = (part.astype(np.int32) for part in (table.indptr, table.indices, diagonal))
    return Matrix(start, column, table.data, middle)


def drifting(conductance: Array, flow: Array) -> tuple[Array, Array]:
    """Coefficients ahead and back of a face with diffusive ``conductance`` and ``flow`` [m³/s] (Scharfetter–Gummel)."""
    number = np.divide(flow, conductance, out=np.zeros_like(flow), where=conductance > 0)
    # Each by itself: as a sum with the flow, what creeps against a strong one would fall below zero by rounding.
    return conductance * bernoulli(-number), conductance * bernoulli(number)


def in_series(first: tuple[Array, Array], second: tuple[Array, Array]) -> tuple[Array, Array]:
    """Coefficients ahead and back of two resistances one after the other, with nothing kept between them."""
    (ahead, back), (onward, backward) = first, second
    met = onward + back
    return ahead * onward / met, back * backward / met
