"""Effects from counts: events and patients of two arms in each trial.

Zero cells: where any of a trial's four cells is zero, ½ is added to all four of that trial, and to no other. A trial
without events (or with nothing but events) in both arms says nothing of a ratio and is left out, by name.
Source: Cochrane Handbook 10.4.4; as metafor's ``escalc`` with ``to="only0"`` and ``drop00=TRUE``.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from neointima.analysis.pooling.effects import Effects
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Marks

FILL = 0.5


class TwoByTwo(NamedTuple):
    """One entry a trial: events and patients in the first and in the second arm."""

    names: tuple[str, ...]
    events_first: Array
    n_first: Array
    events_second: Array
    n_second: Array

    def cells(self) -> tuple[Array, Array, Array, Array]:
        """Events and non-events of the first arm, then of the second."""
        return (
            self.events_first,
            self.n_first - self.events_first,
            self.events_second,
            self.n_second - self.events_second,
        )


def two_by_two(
    names: Sequence[str], *, events_first: Array, n_first: Array, events_second: Array, n_second: Array
) -> TwoByTwo:
    """Checked counts."""
    columns = [np.asarray(column, dtype=float) for column in (events_first, n_first, events_second, n_second)]
    if {column.shape for column in columns} != {(len(names),)} or not names:
        raise Mistake("each trial needs a name and four counts: events and patients of both arms")
    for name, *counts in zip(names, *columns, strict=True):
        if any(count != np.floor(count) or count < 0 for count in counts):
            raise Mistake(
                f"'{name}': counts are whole numbers from zero up; {', '.join(f'{c:g}' for c in counts)} given"
            )
        for events, n in (counts[:2], counts[2:]):
            if events > n or n == 0:
                raise Mistake(
                    f"'{name}': {events:g} patients with an event of {n:g} is not possible; check both counts"
                )
    return TwoByTwo(tuple(names), *columns)


def log_risk_ratio(tables: TwoByTwo) -> Effects:
    """Log of (a/n₁)/(c/n₂), variance 1/a − 1/n₁ + 1/c − 1/n₂."""
    a, _, c, _ = tables.cells()
    kept, empty = _speaking(tables, (a == 0) & (c == 0))
    a, b, c, d = (cell + FILL * empty for cell in kept.cells())
    value = np.log(a / (a + b)) - np.log(c / (c + d))
    variance = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    return Effects(kept.names, value, variance, "log risk ratio", True, *_named(tables, kept, empty))


def log_odds_ratio(tables: TwoByTwo) -> Effects:
    """Log of ad/bc, variance 1/a + 1/b + 1/c + 1/d."""
    a, b, c, d = tables.cells()
    kept, empty = _speaking(tables, ((a == 0) & (c == 0)) | ((b == 0) & (d == 0)))
    a, b, c, d = (cell + FILL * empty for cell in kept.cells())
    value, variance = np.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d
    return Effects(kept.names, value, variance, "log odds ratio", True, *_named(tables, kept, empty))


def risk_difference(tables: TwoByTwo) -> Effects:
    """a/n₁ − c/n₂, variance ab/n₁³ + cd/n₂³. No trial is silent: no events in both arms is a difference of zero."""
    empty = np.any([cell == 0 for cell in tables.cells()], axis=0)
    a, b, c, d = (cell + FILL * empty for cell in tables.cells())
    n, m = a + b, c + d
    variance = a * b / n**3 + c * d / m**3
    return Effects(tables.names, a / n - c / m, variance, "risk difference", False, *_named(tables, tables, empty))


def _speaking(tables: TwoByTwo, silent: Marks) -> tuple[TwoByTwo, Marks]:
    """The trials that say something of a ratio, and which of them have an empty cell."""
    if silent.all():
        raise Mistake("no trial has an event that tells the arms apart; pool the risk difference, or report the counts")
    names = tuple(name for name, is_out in zip(tables.names, silent, strict=True) if not is_out)
    kept = TwoByTwo(names, *(column[~silent] for column in tables[1:]))
    return kept, np.any([cell == 0 for cell in kept.cells()], axis=0)


def _named(tables: TwoByTwo, kept: TwoByTwo, empty: Marks) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of trials left out, and of those filled."""
    left_out = tuple(name for name in tables.names if name not in kept.names)
    return left_out, tuple(name for name, is_empty in zip(kept.names, empty, strict=True) if is_empty)
