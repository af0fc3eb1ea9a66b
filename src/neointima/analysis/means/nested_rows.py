"""Values in groups within groups: sections in lesions in patients, or sections in stents in animals."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Marks, Numbers

ROUNDING = 1e-12


class Blocks(NamedTuple):
    """Outermost groups of one pattern: ``values`` (groups, rows), ``design`` (groups, rows, effects).

    ``shared`` (levels, rows, rows) is 1 where two rows share the group of a level.
    """

    values: Array
    design: Array
    shared: Array


class NestedRows(NamedTuple):
    """``values`` (rows,), fixed effects ``design`` (rows, effects), and ``groups`` (levels, rows), outermost first."""

    values: Array
    design: Array
    groups: Numbers

    def blocks(self) -> list[Blocks]:
        """Rows of different outermost groups are independent; groups of the same pattern are stacked."""
        patterns: dict[bytes, list[Numbers]] = {}
        for group in np.unique(self.groups[0]):
            rows = np.flatnonzero(self.groups[0] == group)
            rows = rows[np.lexsort(self.groups[:, rows][::-1])]
            patterns.setdefault(_shared(self.groups[:, rows]).tobytes(), []).append(rows)
        stacks = [np.array(found) for found in patterns.values()]
        return [Blocks(self.values[rows], self.design[rows], _shared(self.groups[:, rows[0]])) for rows in stacks]


def _shared(groups: Numbers) -> Array:
    return (groups[:, :, None] == groups[:, None, :]).astype(float)


def nested_rows(
    values: Array, levels: Sequence[NDArray[Any]], *, treated: Marks | None = None, baseline: Array | None = None
) -> NestedRows:
    """The checked rows; ``levels`` are labels of each row, outermost first, an inner label meaning inside its outer.

    ``design`` is a mean, the slope on a ``baseline`` where there is one, and the difference of ``treated`` rows last.
    """
    values = np.asarray(values, float)
    if not levels or any(np.size(one) != values.size for one in levels):
        raise Mistake("levels: at least one, and as many labels in each as there are values")
    if values.size < 3 or not np.all(np.isfinite(values)) or np.ptp(values) == 0:
        raise Mistake("values: at least three numbers that differ are needed for variance components")
    design = _design(values.size, treated, baseline)
    groups = np.empty((len(levels), values.size), np.int64)
    outer = np.zeros(values.size, np.int64)
    for level, labels in enumerate(levels):
        _, inner = np.unique(np.asarray(labels), return_inverse=True)
        _, outer = np.unique(outer * (inner.max() + 1) + inner, return_inverse=True)
        groups[level] = outer
    for level, group in enumerate(groups):
        _check_level(group, groups[level - 1] if level else None, level)
    if np.ptp(
        values - (np.bincount(groups[-1], weights=values) / np.bincount(groups[-1]))[groups[-1]]
    ) <= ROUNDING * np.ptp(values):
        raise Mistake(
            f"level {len(levels)}: rows of one group are all equal, so there is no residual; keep one row of each"
        )
    return NestedRows(values, design, groups)


def _design(size: int, treated: Marks | None, baseline: Array | None) -> Array:
    columns = [np.ones(size)]
    if baseline is not None:
        before = np.asarray(baseline, float)
        if before.size != size or not np.all(np.isfinite(before)):
            raise Mistake("baseline: a number for every row is expected; leave rows without one out, and say so")
        columns.append(before - before.mean())
    if treated is not None:
        columns.append(np.asarray(treated, float))
        if np.ptp(columns[-1]) == 0:
            raise Mistake("arms: every row is in the same arm; there is nothing to compare")
    design = np.column_stack(columns)
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise Mistake("baseline: it is one in all rows, or says nothing apart from the arm; leave it out")
    return design


def _check_level(group: Numbers, outer: Numbers | None, level: int) -> None:
    """Each level must group something that the level outside does not, and leave something inside."""
    count = group.max() + 1
    if count < 2:
        raise Mistake(
            f"level {level + 1}: a single group says nothing of the spread between groups; leave the level out"
        )
    if count == group.size:
        raise Mistake(f"level {level + 1}: one row in each group, so it is the residual; leave the level out")
    if outer is not None and count == outer.max() + 1:
        raise Mistake(f"level {level + 1}: the same groups as level {level}; leave one of them out")
