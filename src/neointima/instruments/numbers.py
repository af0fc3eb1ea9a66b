"""Columns of numbers in which some cells hold none."""

from collections.abc import Sequence
from math import isinf, isnan, nan
from typing import NamedTuple

from neointima.instruments.sheet import Cell, number, words
from neointima.instruments.wells import listed

MISSING = frozenset({"na", "nan", "n/a", "#n/a", "null", "none", "-", "--", "nd", "n.d."})
OVERFLOW = frozenset({"over", "ovrflw", "ovflw", "overflow", "ovr", "sat", "saturated", "#sat", "under", "low", "high"})


class Numbers(NamedTuple):
    """The values, nan where a cell holds none, and notes on the cells that say something else."""

    values: tuple[float, ...]
    notes: tuple[str, ...]


def read_numbers(cells: Sequence[Cell], places: Sequence[str], what: str) -> Numbers:
    """The numbers in ``cells``, which stand at ``places``; empty cells are nan without a note."""
    values = tuple(_value(cell) for cell in cells)
    odd: dict[str, list[tuple[str, Cell]]] = {}
    for cell, value, place in zip(cells, values, places, strict=True):
        if cell is not None and isnan(value):
            odd.setdefault(_fault(cell), []).append((place, cell))
    return Numbers(values, tuple(_note(what, fault, found) for fault, found in odd.items()))


def _note(what: str, fault: str, found: Sequence[tuple[str, Cell]]) -> str:
    quoted = list({f"'{words(cell)[:20]}'": None for _, cell in found})
    return f"no {what} in {listed([place for place, _ in found])}; {fault}: {listed(quoted)}"


def empty_notes(cells: Sequence[Cell], places: Sequence[str], what: str) -> tuple[str, ...]:
    """A note on the cells that are empty."""
    names = [place for cell, place in zip(cells, places, strict=True) if cell is None]
    return (f"no {what} in {listed(names)}: nothing is written there",) if names else ()


def is_missing(cell: Cell) -> bool:
    """Whether a cell says that there is no number."""
    return cell is None or (isinstance(cell, str) and (cell.lower() in MISSING or is_overflow(cell)))


def is_overflow(text: str) -> bool:
    """Whether a reader wrote that the signal is outside its range."""
    return text.lower() in OVERFLOW or text[0] in "<>" or not text.strip("*#?!")


def holds_numbers(cells: Sequence[Cell]) -> bool:
    """Whether at least half of what is written in a column is numbers."""
    written = [cell for cell in cells if not is_missing(cell)]
    return 2 * sum(number(cell) is not None for cell in written) >= len(written)


def _value(cell: Cell) -> float:
    value = number(cell)
    return nan if value is None or isinf(value) else value


def _fault(cell: Cell) -> str:
    if not isinstance(cell, str) or cell.lower().lstrip("+-") in ("inf", "infinity") or number(cell) is not None:
        return "infinite"
    if is_overflow(cell):
        return "outside the range of the reader"
    return "missing" if is_missing(cell) else "not a number"
