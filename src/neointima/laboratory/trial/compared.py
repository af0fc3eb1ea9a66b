"""What came out of a comparison: its arms, its lines, and what must be known before any is read."""

from collections.abc import Mapping
from typing import NamedTuple

from neointima.analysis.time_to_event.shown_curve import ShownCurve
from neointima.laboratory.trial.line import Line
from neointima.quantities.kinds import Array

ArmTable = tuple[tuple[str, ...], list[tuple[str, ...]]]


class Curves(NamedTuple):
    """The curves of a follow-up, the times under which numbers at risk stand, the unit of time, the test, and the
    method of the curves.
    """

    shown: Mapping[str, ShownCurve]
    ticks: Array
    unit: str
    share: str
    note: str
    method: str


class Compared(NamedTuple):
    """``arms`` are headings and rows of what each arm showed; the recommended lines come first and ``why`` says why.

    ``tables`` are further files: columns and rows by name.
    """

    kind: str
    names: tuple[str, ...]
    arms: ArmTable
    lines: list[Line]
    why: str
    warnings: list[str]
    curves: Curves | None = None
    tables: Mapping[str, tuple[tuple[str, ...], list[tuple[object, ...]]]] = {}
