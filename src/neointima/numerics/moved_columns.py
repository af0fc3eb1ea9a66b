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
def _carry(number, volumes, layers, amounts, new_number, new_volumes, new_layers, found):  # type: ignore[no-untyped-def]
    for sector in range(number.shape[1]):
        for layer in range(layers.max() + 1):
            whole, after = 0.0, 0.0
            for ring in range(number.shape[0]):
                cell = number[ring, sector]
                if cell >= 0 and layers[ring] == layer:
                    whole += volumes[cell]
            last = -1
            for ring in range(new_number.shape[0]):
                cell = new_number[ring, sector]
                if cell >= 0 and new_layers[ring] == layer:
                    after += new_volumes[cell]
                    last = cell
            if whole == 0.0:
                continue
            if last < 0:
                # The layer has gone from here: what it held goes to the next tissue outwards.
                for ring in range(new_number.shape[0]):
                    if new_number[ring, sector] >= 0 and new_layers[ring] > layer and last < 0:
                        last = new_number[ring, sector]
                if last < 0:
                    return False
                for ring in range(number.shape[0]):
                    cell = number[ring, sector]
                    if cell >= 0 and layers[ring] == layer:
                        for k in range(amounts.shape[0]):
                            found[k, last] += amounts[k, cell]
                continue
            new_ring, filled, top = -1, 0.0, 0.0
            target = -1
            for ring in range(number.shape[0]):
                cell = number[ring, sector]
                if cell < 0 or layers[ring] != layer:
                    continue
                begin = filled
                filled += volumes[cell] / whole
                left = 1.0
                at = begin
                while left > 0.0:
                    while target < 0 or (at >= top and target != last):
                        new_ring += 1
                        one = new_number[new_ring, sector]
                        if one >= 0 and new_layers[new_ring] == layer:
                            target = one
                            top += new_volumes[one] / after
                    share = left if target == last or filled <= top else min((top - at) / (filled - begin), left)
                    for k in range(amounts.shape[0]):
                        found[k, target] += share * amounts[k, cell]
                    left -= share
                    at = top
                    if target == last:
                        left = 0.0
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
