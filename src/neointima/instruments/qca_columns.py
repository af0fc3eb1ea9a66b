"""Which columns of a table are quantitative coronary angiography, and what one of their cells says."""

from collections.abc import Iterator, Sequence
from math import isfinite, nan
from typing import NamedTuple

from neointima.instruments.numbers import MISSING
from neointima.instruments.qca_headings import Heading, qca_heading
from neointima.instruments.sheet import Cell, Sheet, at, number, words
from neointima.instruments.wells import listed
from neointima.mistake import Mistake

HEADER_LINES = 200
# No coronary lumen is wider [m]; a larger number is in another unit.
WIDEST = 10e-3
HOW = "name columns like in_stent_mld_post, in_segment_mld_follow_up, rvd_pre, or give the columns lesion, time, mld"
FILMED = ("mld", "rvd", "ds")
WORKED_OUT = ("gain", "loss")


class Column(NamedTuple):
    """A column that is read: where it stands, its heading as written, and what that means."""

    place: int
    text: str
    means: Heading


class Columns(NamedTuple):
    """The columns of a table; ``place`` begins every complaint."""

    place: str
    known: tuple[Column, ...]

    def are_long(self) -> bool:
        """Whether every row is one film, with its time in a column."""
        return any(one.means.field == "moment" for one in self.known)

    def said(self, row: Sequence[Cell], field: str) -> str:
        """What a row says of itself: its lesion, patient, group, moment or segment; '' where it does not."""
        return next((words(at(row, one.place)) for one in self.known if one.means.field == field), "")

    def name(self, row: Sequence[Cell]) -> str:
        """A lesion is named by its patient and itself, or by what there is."""
        return " ".join(said for field in ("patient", "lesion") if (said := self.said(row, field)))

    def amounts(self, row: Sequence[Cell], here: str) -> Iterator[tuple[Heading, float]]:
        """Each number of a row and what it is; nan where nothing was measured."""
        for one in self.known:
            if one.means.field in FILMED + WORKED_OUT:
                yield one.means, amount(at(row, one.place), one, here)


def find_columns(sheet: Sheet, place: str) -> tuple[int, Columns] | None:
    """The line of the headings and its columns; None where no line has a lumen diameter.

    A Mistake where a heading is unclear or two mean the same.
    """
    for line, row in enumerate(sheet.rows[:HEADER_LINES]):
        found = [Column(k, words(c), qca_heading(words(c))) for k, c in enumerate(row) if isinstance(c, str)]
        if len(found) > 1 and any(one.means.field in ("mld", "?") for one in found):
            columns = Columns(place, tuple(one for one in found if one.means.field))
            for one in columns.known:
                _check(one, columns)
            _check_twice(columns)
            return line, columns
    return None


def column_notes(row: Sequence[Cell], columns: Columns) -> list[str]:
    """What is not read, and what the headings leave open."""
    read = {one.place for one in columns.known}
    unread = [repr(words(cell)[:40]) for k, cell in enumerate(row) if cell is not None and k not in read]
    notes = [f"columns that were not used: {listed(unread)}"] if unread else []
    if not any(one.means.segment or one.means.field == "segment" for one in columns.known):
        notes.append("the table does not say which segment was measured; its diameters were taken as in the stent")
    return notes


def _check(one: Column, columns: Columns) -> None:
    field, moment, _, unit, unclear, _ = one.means
    where = f"{columns.place}: column '{one.text[:40]}'"
    if field == "?":
        raise Mistake(f"{where} holds more than a known quantity; {HOW}")
    if unclear and not moment:
        raise Mistake(f"{where}: '{unclear}' may be before or after stenting; call it pre or post")
    if field in FILMED and not moment and not columns.are_long():
        raise Mistake(f"{where} does not say when the film was taken; {HOW}")
    if field in FILMED and moment and columns.are_long():
        raise Mistake(f"{where} says a time although the table has a column of times; remove one of them")
    if unit and (unit == 0.01) is not (field == "ds"):
        raise Mistake(f"{where}: diameters are written in mm and stenoses in %; correct the unit in the heading")


def _check_twice(columns: Columns) -> None:
    """Two columns must not mean the same, nor may one leave open whether it is another."""
    seen: dict[tuple[str, str, str], Column] = {}
    for one in columns.known:
        field, moment, segment = one.means[:3]
        key = (field, "" if field in WORKED_OUT else moment, segment)
        if key in seen:
            raise Mistake(
                f"{columns.place}: columns '{one.text[:40]}' and '{seen[key].text[:40]}' mean the same; keep one, or"
                " say in_stent and in_segment"
            )
        seen[key] = one
    for (field, moment, segment), one in seen.items():
        if not segment and field in ("mld", "ds") and moment != "pre" and (field, moment, "in_stent") in seen:
            raise Mistake(
                f"{columns.place}: column '{one.text[:40]}' does not say its segment beside one in the stent; call it"
                " in_segment or remove it"
            )
    periods = sorted({one.means.period for one in columns.known if one.means.period})
    if len(periods) > 1:
        raise Mistake(f"{columns.place}: follow-ups at {listed(periods)}; keep one of them in the table")


def amount(cell: Cell, column: Column, here: str) -> float:
    """A cell in metres or as a share, nan where nothing was measured; a Mistake where it cannot be."""
    where, field = f"{here}, column '{column.text[:40]}'", column.means.field
    is_share = field == "ds"
    if cell is None or (isinstance(cell, str) and cell.lower() in MISSING):
        return nan
    if isinstance(cell, str) and cell.startswith("="):
        raise Mistake(f"{where}: a formula; formulas are not worked out, so save the table with values only")
    value = number(cell.rstrip(" %") if isinstance(cell, str) and is_share else cell)
    if value is None or not isfinite(value):
        raise Mistake(f"{where}: '{words(cell)[:20]}' is not a number; correct it or leave it empty")
    value *= column.means.unit or (0.01 if is_share else 1e-3)
    if is_share and not -1 <= value <= 1:
        raise Mistake(f"{where}: {words(cell)} % is no diameter stenosis, which is 100 (1 − MLD / RVD); correct it")
    if (field == "mld" and value < 0) or (field == "rvd" and value <= 0):
        raise Mistake(f"{where}: {words(cell)} is not a diameter; correct it or leave it empty")
    if not is_share and abs(value) > WIDEST:
        raise Mistake(
            f"{where}: {value * 1e3:g} mm is wider than any coronary artery; write mm, or put the unit in the heading"
        )
    return value
