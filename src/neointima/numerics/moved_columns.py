"""What lies in columns of cells, carried along when the columns stretch or shrink."""

from typing import NamedTuple

import numpy as np

from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array, Numbers


class Columns(NamedTuple):
    """Cells of rings and sectors that hold room for something: ``number`` (rings, sectors) of each cell, −1 for none,
    ``volumes`` (cells,), and the ``layers`` (rings,) that nothing crosses.
    """

    number: Numbers
    volumes: Array
    layers: Numbers


@compiled
def _room(number, volumes, layers, sector, layer):  # type: ignore[no-untyped-def]
    """The cells of one layer of a sector, from the inside, and where each ends, as a share of all their room."""
    cells, ends, whole = np.empty(number.shape[0], np.int64), np.empty(number.shape[0]), 0.0
    count = 0
    for ring in range(number.shape[0]):
        cell = number[ring, sector]
        if cell >= 0 and layers[ring] == layer:
            whole += volumes[cell]
            cells[count], ends[count] = cell, whole
            count += 1
    return cells[:count], ends[:count] / max(whole, 1e-300)


@compiled
def _next_outwards(number, layers, sector, layer):  # type: ignore[no-untyped-def]
    """The first cell outside a layer, or −1."""
    for ring in range(number.shape[0]):
        if number[ring, sector] >= 0 and layers[ring] > layer:
            return number[ring, sector]
    return -1


@compiled
def _spread(old, ends, new, new_ends, amounts, found):  # type: ignore[no-untyped-def]
    """Add what lies in the ``old`` cells of a column to the ``new`` ones that take up the same shares of it."""
    target, begin = 0, 0.0
    for place in range(old.size):
        at, size = begin, ends[place] - begin
        begin = ends[place]
        left = 1.0
        while left > 0.0:
            while target < new.size - 1 and at >= new_ends[target]:
                target += 1
            last = target == new.size - 1 or begin <= new_ends[target]
            share = left if last else min((new_ends[target] - at) / size, left)
            for k in range(amounts.shape[0]):
                found[k, new[target]] += share * amounts[k, old[place]]
            left = 0.0 if last else left - share
            at = new_ends[target]


@compiled
def _carry(number, volumes, layers, amounts, new_number, new_volumes, new_layers, found):  # type: ignore[no-untyped-def]
    for sector in range(number.shape[1]):
        for layer in range(layers.max() + 1):
            old, ends = _room(number, volumes, layers, sector, layer)
            if old.size == 0:
                continue
            new, new_ends = _room(new_number, new_volumes, new_layers, sector, layer)
            if new.size == 0:
                # The layer has gone from here: what it held goes to the next tissue outwards.
                next_one = _next_outwards(new_number, new_layers, sector, layer)
                if next_one < 0:
                    return False
                new, new_ends = np.array([next_one]), np.ones(1)
            _spread(old, ends, new, new_ends, amounts, found)
    return True


def carried(before: Columns, after: Columns, amounts: Array) -> Array:
    """``amounts`` (kinds, cells) of ``before`` in the cells of ``after``: in every sector each layer stretches evenly.

    First order in the size of cells, never negative, and nothing is lost: row sums are kept to round-off. Both must
    have the same sectors. ArithmeticError when a sector has no room left at all.
    """
    if before.number.shape[1] != after.number.shape[1]:
        raise ArithmeticError("columns can be carried only to the same sectors")
    found = np.zeros((amounts.shape[0], after.volumes.size))
    rooms = (before.number, before.volumes, before.layers), (after.number, after.volumes, after.layers)
    if not _carry(*rooms[0], amounts, *rooms[1], found):
        raise ArithmeticError("a sector has lost all its tissue")
    return found
