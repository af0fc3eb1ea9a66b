"""Tables of an animal study: which section came from which stent of which animal, and what was measured on it.

One reader for three tables: sections with their animals and values in columns (wide), a value in each line (tidy), and
the measurements that ``neointima measure`` writes, which name files instead of animals.
"""

import re
from collections.abc import Sequence
from math import isfinite, nan
from pathlib import Path
from typing import NamedTuple

from neointima.instruments import spreadsheet
from neointima.instruments.animal_headings import ENDPOINT, Heading, animal_heading, endpoint_name, key, unit
from neointima.instruments.numbers import MISSING, holds_numbers
from neointima.instruments.sheet import Cell, Sheet, at, number, words
from neointima.instruments.wells import listed
from neointima.mistake import Mistake

HEADER_LINES, MOST_LINES, MOST_ENDPOINTS, LONGEST_NAME, LARGEST = 50, 200_000, 100, 80, 1e12
DAYS = re.compile(r"(?:day|d)?\s*([0-9]+(?:\.[0-9]+)?)\s*(days?|d|weeks?|wk?s?)?", re.IGNORECASE)
UNDERSTOOD = (
    "name the columns animal, stent (or artery), group and the values with their units, such as 'neointimal area "
    "[mm2]'; or animal, stent, group, endpoint, value, unit"
)


class SectionRow(NamedTuple):
    """One line: where it stands, and what it says of the section; '' and nan where it says nothing."""

    line: int
    file: str
    section: str
    animal: str
    stent: str
    artery: str
    group: str
    day: float
    segment: str
    strut: str


class Entry(NamedTuple):
    """One number: its place among the rows, and what it is."""

    row: int
    endpoint: str
    value: float
    unit: str
    basis: str


class AnimalTable(NamedTuple):
    """``roles`` are the design columns that the table has, ``path`` begins every complaint."""

    path: str
    roles: frozenset[str]
    rows: tuple[SectionRow, ...]
    entries: tuple[Entry, ...]
    notes: tuple[str, ...]

    def where(self, row: int) -> str:
        """A row for a message."""
        return f"{self.path}, line {self.rows[row].line}"


def animal_table(path: Path) -> AnimalTable:
    """The first table in the file with a header that names two columns of the design.

    Raises Mistake for a file without such a table, two columns of one kind, a formula, and what is no number.
    """
    for sheet in spreadsheet.cells(path):
        for start, row in enumerate(sheet.rows[:HEADER_LINES]):
            headings = [animal_heading(words(cell)) if isinstance(cell, str) else Heading("") for cell in row]
            if len({one.role for one in headings if one.role}) >= 2:
                return _table(path, sheet, start=start, headings=headings)
    raise Mistake(f"{path}: no table of sections and animals; {UNDERSTOOD}")


def is_measurements(table: AnimalTable) -> bool:
    """Whether it is what ``neointima measure`` writes: values by file, and no animals."""
    return "animal" not in table.roles and {"endpoint", "value"} <= table.roles


def checked_design(table: AnimalTable) -> AnimalTable:
    """The table if every line names its animal, its group, and whatever else the table has a column for."""
    for role in ("animal", "group"):
        if role not in table.roles:
            raise Mistake(f"{table.path}: no column of {role}s; {UNDERSTOOD}")
    for role in sorted(table.roles & {"animal", "group", "stent", "artery", "file"}):
        for place, row in enumerate(table.rows):
            if not getattr(row, role):
                raise Mistake(
                    f"{table.where(place)}: no {role} is written; write it in every line (merged cells count once), or "
                    "take the line out"
                )
    return table


def _table(path: Path, sheet: Sheet, *, start: int, headings: Sequence[Heading]) -> AnimalTable:
    named = [words(cell) for cell in sheet.rows[start]]
    places = _roles(path, headings, named)
    lines = [(line, row) for line, row in enumerate(sheet.rows[start + 1 :], start + 2) if any(map(_written, row))]
    if not lines:
        raise Mistake(f"{path}: nothing stands under the header; add the sections")
    if len(lines) > MOST_LINES:
        raise Mistake(f"{path}: {len(lines)} lines, at most {MOST_LINES} are read; save one study only")
    rows = tuple(_row(line, cells, places, path=str(path)) for line, cells in lines)
    headings = [_unless_alone(one, places) for one in headings]
    columns, passed = ({}, []) if "value" in places else _columns(path, (headings, named), places, lines=lines)
    entries = _tidy(lines, places, str(path)) if "value" in places else _wide(lines, columns, headings, path=str(path))
    notes = [*sheet.notes, *([f"columns passed by: {listed(passed)}"] if passed else [])]
    return AnimalTable(str(path), frozenset(places), rows, tuple(entries), tuple(notes))


def _roles(path: Path, headings: Sequence[Heading], named: Sequence[str]) -> dict[str, int]:
    """The place of each design column; where there is no endpoint, 'value' and 'score' are only names."""
    places: dict[str, int] = {}
    for place, one in enumerate(headings):
        if one.role in places:
            raise Mistake(f"{path}: '{named[places[one.role]]}' and '{named[place]}' are both the {one.role}; keep one")
        if one.role:
            places[one.role] = place
    if "endpoint" not in places:
        for role in ("value", "unit", "basis"):
            places.pop(role, None)
    return places


def _unless_alone(one: Heading, places: dict[str, int]) -> Heading:
    """A value without a column of endpoints is an endpoint of its own."""
    return Heading("", "value", unit(one.unit)) if one.role == "value" and "value" not in places else one


def _columns(
    path: Path,
    header: tuple[Sequence[Heading], Sequence[str]],
    places: dict[str, int],
    *,
    lines: Sequence[tuple[int, Sequence[Cell]]],
) -> tuple[dict[int, str], list[str]]:
    """The columns of numbers with their endpoints, and the names of those that are passed by."""
    columns: dict[int, str] = {}
    passed: list[str] = []
    known = frozenset(ENDPOINT.values())
    for place, (one, name) in enumerate(zip(*header, strict=True)):
        if one.role in places or not name:
            continue
        cells = [at(row, place) for _, row in lines]
        has_number = any(number(cell) is not None for cell in cells)
        if one.endpoint and (one.endpoint in known or (has_number and holds_numbers(cells))):
            if one.endpoint in columns.values():
                raise Mistake(f"{path}: two columns are the {one.endpoint}; take one out or rename it")
            columns[place] = one.endpoint
        else:
            passed.append(f"'{name[:30]}'")
    if len(columns) > MOST_ENDPOINTS:
        raise Mistake(f"{path}: {len(columns)} columns of numbers, at most {MOST_ENDPOINTS}; keep those to be compared")
    return columns, passed


def _wide(
    lines: Sequence[tuple[int, Sequence[Cell]]], columns: dict[int, str], headings: Sequence[Heading], *, path: str
) -> list[Entry]:
    """A value in each cell of the columns of numbers; an empty cell is none."""
    entries = []
    for row, (line, cells) in enumerate(lines):
        for place, endpoint in columns.items():
            value = _value(at(cells, place), f"{path}, line {line}, {endpoint}")
            if isfinite(value):
                entries.append(Entry(row, endpoint, value, headings[place].unit, ""))
    return entries


def _tidy(lines: Sequence[tuple[int, Sequence[Cell]]], places: dict[str, int], path: str) -> list[Entry]:
    """A value in each line."""
    entries = []
    for row, (line, cells) in enumerate(lines):
        endpoint = endpoint_name(words(at(cells, places["endpoint"]))[:LONGEST_NAME])
        if not endpoint:
            raise Mistake(f"{path}, line {line}: no endpoint is written; name what the value is")
        value = _value(at(cells, places["value"]), f"{path}, line {line}, {endpoint}")
        if isfinite(value):
            own, basis = (_said(cells, places, role) for role in ("unit", "basis"))
            entries.append(Entry(row, endpoint, value, unit(own), basis))
    if len({one.endpoint for one in entries}) > MOST_ENDPOINTS:
        raise Mistake(f"{path}: more than {MOST_ENDPOINTS} endpoints; keep those to be compared")
    return entries


def _row(line: int, cells: Sequence[Cell], places: dict[str, int], *, path: str) -> SectionRow:
    said = {role: _said(cells, places, role) for role in SectionRow._fields if role not in ("line", "day")}
    return SectionRow(line=line, day=_day(_said(cells, places, "day"), f"{path}, line {line}", "day" in places), **said)


def _day(text: str, place: str, is_asked: bool) -> float:
    """28, '28 d', 'day 28' and '4 weeks', in days."""
    if not is_asked:
        return nan
    found = DAYS.fullmatch(text)
    if found is None:
        raise Mistake(f"{place}: '{text[:20]}' is not a day; write a number of days, such as 28, in every line")
    return float(found[1]) * (7 if (found[2] or "").lower().startswith("w") else 1)


def _said(cells: Sequence[Cell], places: dict[str, int], role: str) -> str:
    """One line of printable letters; '' where nothing is written."""
    text = words(at(cells, places[role])) if role in places else ""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())[:LONGEST_NAME]


def _value(cell: Cell, place: str) -> float:
    """The number of a cell, nan where none is written; a Mistake names what is there instead."""
    text = words(cell)
    if cell is None or text.lower() in MISSING:
        return nan
    value = number(cell)
    if value is None and text.endswith("%"):
        value = number(text[:-1].strip())
    if value is None or not isfinite(value):
        way = "formulas are not worked out; write the value" if text[:1] == "=" else "write a number, or leave it empty"
        raise Mistake(f"{place}: '{text[:30]}' is not a number; {way}")
    if abs(value) > LARGEST:
        raise Mistake(f"{place}: {value:g} is beyond what is measured; check the digits")
    return value


def _written(cell: Cell) -> bool:
    return cell is not None


def same_name(text: str) -> str:
    """What two spellings of one name share: case and spaces do not count."""
    return re.sub(r"\s+", "", text).casefold() or key(text)
