"""Edges of cells that are small where something happens and grow away from it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array


class Mark(NamedTuple):
    """A place that must be an edge, and the size of the cells beside it [m or rad]."""

    place: float
    size: float


def graded(marks: Sequence[Mark], *, growth: float, largest: float) -> Array:
    """Edges from the first to the last of ``marks``: each cell at most ``growth`` times its neighbour nearer a mark.

    Marks nearer to one another than a tenth of their smaller size are taken as one. Cells are at most ``largest``.
    """
    kept = [marks[0]]
    for mark in sorted(marks[1:]):
        size = min(mark.size, kept[-1].size)
        if mark.place - kept[-1].place > size / 10:
            kept.append(mark)
        else:
            kept[-1] = Mark(kept[-1].place, size)
    edges = [kept[0].place]
    for before, after in pairwise(kept):
        inside = _between(before.size, after.size, after.place - before.place, growth=growth, largest=largest)
        edges += [*(before.place + np.cumsum(inside[:-1])), after.place]
    return np.array(edges)


def _between(first: float, last: float, length: float, *, growth: float, largest: float) -> Array:
    """Sizes of cells from both ends of an interval to their meeting, stretched or shrunk to fill it."""
    ahead: list[float] = []
    back: list[float] = []
    while sum(ahead) + sum(back) < length:
        if min(first, largest) <= min(last, largest):
            ahead.append(min(first, largest))
            first *= growth
        else:
            back.append(min(last, largest))
            last *= growth
    sizes = np.array(ahead + back[::-1])
    if sizes.size > 1 and sizes.sum() - length > max(sizes) / 2:
        sizes = np.delete(sizes, np.argmax(sizes))
    return sizes * length / sizes.sum()
