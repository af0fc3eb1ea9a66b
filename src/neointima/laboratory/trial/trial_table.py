"""The table of a trial as its author wrote it: columns by what they mean, rows with their line in the file."""

from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import NamedTuple

import numpy as np

from neointima.instruments import spreadsheet
from neointima.instruments.sheet import Cell, Sheet, at, number, words
from neointima.laboratory.trial.columns import Column, column
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

HEADER_LINES, MOST_LINES, LONGEST_NAME, LARGEST = 50, 100_000, 80, 1e12


class TrialTable(NamedTuple):
    """``columns`` are the place of each field, ``units`` what its heading says, ``lines`` the numbered rows."""

    place: str
    columns: dict[str, int]
    units: dict[str, str]
    headings: tuple[str, ...]
    lines: tuple[tuple[int, Sequence[Cell]], ...]
    notes: tuple[str, ...]

    def has(self, *fields: str) -> bool:
        """Whether the table has all these columns."""
        return all(field in self.columns for field in fields)

    def cell(self, row: int, field: str) -> Cell:
        """What a row says of a field."""
        return at(self.lines[row][1], self.columns[field])

    def where(self, row: int) -> str:
        """A row for a message."""
        return f"{self.place}, line {self.lines[row][0]}"

    def names(self, field: str) -> list[str]:
        """A column of names; a Mistake names the line where none is written."""
        found = [_name(words(self.cell(row, field))) for row in range(len(self.lines))]
        if "" in found:
            raise Mistake(f"{self.where(found.index(''))}: no {field} is written; name it, or take the line out")
        return found

    def numbers(self, field: str) -> Array:
        """A column of numbers; a Mistake names the line that holds anything else."""
        return np.array([self.number(row, field) for row in range(len(self.lines))])

    def number(self, row: int, field: str) -> float:
        """One number."""
        cell = self.cell(row, field)
        value = number(cell)
        if value is None or not isfinite(value):
            said = "nothing is written" if cell is None else f"'{words(cell)[:30]}' is not a number"
            way = "formulas are not worked out; write the value" if words(cell)[:1] == "=" else "write a number"
            # An empty cell may be a formula whose value was never stored, which was noted on reading.
            noted = f" ({'; '.join(self.notes)})" if cell is None and self.notes else ""
            raise Mistake(f"{self.where(row)}, {field}: {said}; {way}, or take the line out{noted}")
        if abs(value) > LARGEST:
            raise Mistake(f"{self.where(row)}, {field}: {value:g} is beyond what is measured; check the digits")
        return value

    def unit(self, field: str) -> str:
        """The unit of a column: that of its heading, else the one word of the unit column."""
        if self.units.get(field) or not self.has("unit"):
            return self.units.get(field, "")
        found = sorted(set(self.names("unit")))
        if len(found) > 1:
            raise Mistake(f"{self.place}: several units, {', '.join(found[:4])}; write every line in one unit")
        return found[0]


def trial_table(path: Path) -> TrialTable:
    """The first table in the file whose header names two fields or more."""
    for sheet in spreadsheet.cells(path):
        if found := _in_sheet(path, sheet):
            return found
    raise Mistake(
        f"{path}: no header is known; name the columns arm, events, n (counts), arm, mean, sd, n (summaries), arm, "
        "value (rows) or patient, arm, time, event (follow-up); trials that are joined have one line an arm, with trial"
    )


def named_twice(names: Sequence[str]) -> str:
    """The first name that comes again; '' where none does."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""


def _in_sheet(path: Path, sheet: Sheet) -> TrialTable | None:
    for start, row in enumerate(sheet.rows[:HEADER_LINES]):
        headings = tuple(words(cell) for cell in row)
        fields = [column(heading) for heading in headings]
        known = [one.field for one in fields if one.field]
        if len(known) < 2:
            continue
        if twice := named_twice(known):
            raise Mistake(f"{path}: two columns are the {twice}; take one out or rename it")
        lines = tuple((number, row) for number, row in enumerate(sheet.rows[start + 1 :], start + 2) if any(_full(row)))
        if not lines:
            raise Mistake(f"{path}: nothing stands under the header; add the lines of the trial")
        if len(lines) > MOST_LINES:
            raise Mistake(f"{path}: {len(lines)} lines, at most {MOST_LINES} are read; save the trial only")
        places = {one.field: place for place, one in enumerate(fields) if one.field}
        return TrialTable(path.name, places, _units(fields), headings, lines, _notes(sheet, headings, fields))
    return None


def _full(row: Sequence[Cell]) -> list[bool]:
    return [cell is not None for cell in row]


def _units(fields: Sequence[Column]) -> dict[str, str]:
    return {one.field: one.unit for one in fields if one.field and one.unit}


def _notes(sheet: Sheet, headings: Sequence[str], fields: Sequence[Column]) -> tuple[str, ...]:
    unknown = [heading[:30] for heading, one in zip(headings, fields, strict=True) if heading and not one.field]
    passed = (f"columns passed by: {', '.join(unknown)}",) if unknown else ()
    return (*sheet.notes, *passed)


def _name(text: str) -> str:
    """One line of printable letters."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())[:LONGEST_NAME]
