"""Joins strongly linked cells, two and two again, so that a coarse network has about a quarter of the cells."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array, csr_array

from neointima.numerics.compiled import compiled
from neointima.numerics.transport.network import Indices, Matrix, packed

STRONG = 0.25
RULING = 20.0
ALONE = -1


class Coarsening(NamedTuple):
    """Where each fine cell goes (−1: nowhere), the coarse matrix's pattern, and where each fine entry is added."""

    group: Indices
    coarse: Matrix
    place: Indices


@compiled
def _pair(start, column, value, diagonal, group):  # type: ignore[no-untyped-def]
    """Give each cell and its strongest free neighbour one number; cells ruled by their own storage stay alone."""
    count = 0
    for i in range(start.size - 1):
        if group[i] != -2:
            continue
        strongest, most, linked, other = 0.0, 0.0, 0.0, -1
        for k in range(start[i], start[i + 1]):
            if k == diagonal[i]:
                continue
            link = -value[k]
            linked += link
            most = max(most, link)
            if group[column[k]] == -2 and link > strongest:
                strongest, other = link, column[k]
        if value[diagonal[i]] > RULING * linked:
            group[i] = ALONE
            continue
        group[i] = count
        if other >= 0 and strongest >= STRONG * most:
            group[other] = count
        count += 1
    return count


def pairs(matrix: Matrix) -> tuple[Indices, int]:
    """Group number of each cell and how many groups there are."""
    group = np.full(matrix.start.size - 1, -2, dtype=np.int32)
    return group, int(_pair(*matrix, group))


def coarsen(matrix: Matrix) -> Coarsening:
    """Two rounds of pairing."""
    first, count = pairs(matrix)
    if not count:
        return _with_groups(matrix, first, 0)
    between = _with_groups(matrix, first, count)
    second, fewer = pairs(between.coarse)
    group = np.where(first >= 0, second[first], ALONE).astype(np.int32)
    return _with_groups(matrix, group, fewer)


def _with_groups(matrix: Matrix, group: Indices, count: int) -> Coarsening:
    """The Galerkin matrix of the groups, its pattern first."""
    rows = np.repeat(group, np.diff(matrix.start))
    columns = group[matrix.column]
    kept = (rows >= 0) & (columns >= 0)
    ones = (matrix.value[kept], (rows[kept], columns[kept]))
    coarse = packed(csr_array(coo_array(ones, shape=(count, count)).tocsr()))
    keys = np.repeat(np.arange(count), np.diff(coarse.start)) * count + coarse.column
    place = np.full(matrix.value.size, -1, dtype=np.int32)
    # In long numbers, for rows times columns soon pass two thousand million.
    place[kept] = np.searchsorted(keys, rows[kept].astype(np.int64) * count + columns[kept])
    return Coarsening(group, coarse, place)


@compiled
def refill(value, place, out):  # type: ignore[no-untyped-def]
    """New values of the coarse matrix in ``out`` from the fine ones."""
    out[:] = 0.0
    for k in range(value.size):
        if place[k] >= 0:
            out[place[k]] += value[k]
