"""Tables with one well, or one measurement, in a row: which column is which."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from neointima.instruments.headings import heading, unit_in
from neointima.instruments.numbers import holds_numbers
from neointima.instruments.sheet import Cell, at, number, words
from neointima.instruments.wells import Well, column_number, row_number, well_at
from neointima.mistake import Mistake

# A header further down than this is not looked for.
HEADER_LINES = 1_000


class Line(NamedTuple):
    """One row of a table and its line in the file."""

    place: int
    cells: Sequence[Cell]


class Table(NamedTuple):
    """The lines under a header, the place of each known field in them, and the unit of the dose column."""

    columns: Mapping[str, int]
    headings: Mapping[int, str]
    unit: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...]

    def cell(self, line: Line, field: str) -> Cell:
        """What a line says about a field; None where the table has no such column."""
        return at(line.cells, self.columns.get(field, -1))

    def name(self, line: Line, field: str) -> str:
        """The same as a name."""
        return words(self.cell(line, field))

    def cells(self, column: int) -> list[Cell]:
        """One column from top to bottom."""
        return [at(line.cells, column) for line in self.lines]

    def unclaimed(self) -> list[int]:
        """The columns that no field has taken and that are not empty."""
        taken = set(self.columns.values())
        return [
            place for place in self.headings if place not in taken and any(c is not None for c in self.cells(place))
        ]


def has_wells(columns: Mapping[str, int]) -> bool:
    """Whether a table says which well each row is."""
    return "well" in columns or ("row" in columns and "column" in columns)


def find_table(
    rows: Sequence[Sequence[Cell]], place: str, is_header: Callable[[Mapping[str, int]], bool]
) -> Table | None:
    """The table under the first line whose columns are a header; ``place`` names the sheet in messages."""
    for start, row in enumerate(rows[:HEADER_LINES]):
        named = {index: words(cell) for index, cell in enumerate(row) if cell is not None}
        if len(named) > 1 and is_header(_columns(named)[0]):
            return _table(rows, start, place)
    return None


def well_in(table: Table, line: Line) -> Well | None:
    """The well of a line; None where it names none."""
    if "well" in table.columns:
        return well_at(table.cell(line, "well"))
    row, column = row_number(table.cell(line, "row")), column_number(table.cell(line, "column"))
    return (row, column) if row and column else None


def unit_of(table: Table, line: Line, place: str) -> str:
    """The unit of the dose in a line; a Mistake when column and heading disagree, or no such unit is known."""
    written = table.name(line, "unit")
    if not written:
        return table.unit
    unit = unit_in(written)
    if unit is None:
        raise Mistake(
            f"{place}: '{written[:20]}' is not a unit of dose; write M, mM, uM, nM, pM, ng/mL, ug/mL or mg/mL"
        )
    if table.unit and table.unit != unit:
        raise Mistake(f"{place}: the heading of the dose says {table.unit}, the unit column {unit}; correct one")
    return unit


def claim(table: Table, field: str, column: int) -> Table:
    """The table with a column taken for a field although its heading does not say so."""
    note = f"column '{table.headings[column]}' was taken for the {field}"
    return table._replace(columns={**table.columns, field: column}, notes=(*table.notes, note))


def _columns(named: Mapping[int, str]) -> tuple[dict[str, int], list[str]]:
    """The column of each field, the leftmost where there are several, and notes on those."""
    places: dict[str, list[int]] = {}
    for index, text in named.items():
        if field := heading(text).field:
            places.setdefault(field, []).append(index)
    x = places.pop("x", None)
    if x and "dose" not in places and any(text.strip().lower() == "y" for text in named.values()):
        places["dose"] = x
    notes = [
        f"columns {', '.join(repr(named[index]) for index in found)} could each be the {field}; the first was taken"
        for field, found in places.items()
        if len(found) > 1
    ]
    return {field: found[0] for field, found in places.items()}, notes


def _table(rows: Sequence[Sequence[Cell]], start: int, place: str) -> Table:
    named = {index: words(cell) for index, cell in enumerate(rows[start]) if cell is not None}
    columns, notes = _columns(named)
    if "log_dose" in columns and "dose" not in columns:
        raise Mistake(
            f"{place}: column '{named[columns['log_dose']]}' holds logarithms; write the concentrations themselves"
        )
    lines = tuple(Line(index + 1, row) for index, row in enumerate(rows[start + 1 :], start + 1) if any_written(row))
    written = heading(named[columns["dose"]]).unit if "dose" in columns else ""
    unit = unit_in(written) if written else ""
    if unit is None:
        notes.append(f"the unit '{written}' of the dose is not one of those known; the doses are kept as written")
    if above := sum(any_written(row) for row in rows[:start]):
        notes.append(f"{above} lines above the table were passed by")
    table = Table(columns, named, unit or "", lines, tuple(notes))
    return _without_text(table)


def any_written(row: Sequence[Cell]) -> bool:
    """Whether a row holds anything."""
    return any(cell is not None for cell in row)


def _without_text(table: Table) -> Table:
    """Columns whose heading promises signals but whose cells are words are not taken for signals."""
    words_in = {
        field
        for field in ("signal", "control", "time_zero")
        if field in table.columns and not holds_numbers(table.cells(table.columns[field]))
    }
    return table._replace(columns={field: at for field, at in table.columns.items() if field not in words_in})


def number_columns(table: Table) -> list[int]:
    """The unclaimed columns that hold numbers."""
    return [
        place
        for place in table.unclaimed()
        if holds_numbers(table.cells(place)) and any(number(cell) is not None for cell in table.cells(place))
    ]
