"""Readings of a table: a row for each well, or for each measurement at a dose."""

from collections.abc import Sequence
from typing import NamedTuple

from neointima.instruments import Reading
from neointima.instruments.blocks import Block, checked
from neointima.instruments.numbers import empty_notes, is_missing, read_numbers
from neointima.instruments.roles import check_dose, control_in, numbered_role_in, stated_role
from neointima.instruments.sheet import Cell, number
from neointima.instruments.tables import Line, Table, claim, has_wells, number_columns, unit_of, well_in
from neointima.instruments.wells import Well, listed, well_name
from neointima.mistake import Mistake


class Amounts(NamedTuple):
    """The numbers in one line."""

    signal: float
    dose: float
    control: float
    time_zero: float


def with_signal(table: Table, place: str) -> Table | None:
    """The table with its columns of signal and compound found; None where no column can be the signal."""
    columns = dict(table.columns)
    if "role" in columns and not _holds_roles(table):
        del columns["role"]
        table = table._replace(columns=columns)
    if "signal" not in table.columns:
        left = number_columns(table)
        if len(left) > 1:
            names = ", ".join(repr(table.headings[column]) for column in left)
            raise Mistake(f"{place}: {names} could each be the signal; call one of them 'signal'")
        if not left:
            return None
        table = claim(table, "signal", left[0])
    return _with_compound(_without_single_line(table))


def table_blocks(table: Table, place: str) -> list[Block]:
    """One block for each plate that the table names."""
    plates: dict[str, list[Line]] = {}
    for line in table.lines:
        plates.setdefault(table.name(line, "plate"), []).append(line)
    blocks = [checked(_block(table, lines, place)._replace(name=name), place) for name, lines in plates.items()]
    return [block for block in blocks if block.readings]


def unused_columns(table: Table) -> tuple[str, ...]:
    """A note on the columns that nothing was read from."""
    names = [repr(table.headings[column]) for column in table.unclaimed()]
    return (f"columns that were not used: {listed(names)}",) if names else ()


def _holds_roles(table: Table) -> bool:
    return any(numbered_role_in(table.name(line, "role")) for line in table.lines)


def _without_single_line(table: Table) -> Table:
    """A cell line is part of the compound's name only where there are several."""
    several = len({table.name(line, "cell_line") for line in table.lines}) > 1
    columns = {field: column for field, column in table.columns.items() if several or field != "cell_line"}
    return table._replace(columns=columns)


def _with_compound(table: Table) -> Table:
    """Where doses are given but no compound, the only column of text is the compound."""
    if "compound" in table.columns or "dose" not in table.columns:
        return table
    numeric = set(number_columns(table))
    text = [column for column in table.unclaimed() if column not in numeric]
    return claim(table, "compound", text[0]) if len(text) == 1 else table


def _block(table: Table, lines: Sequence[Line], place: str) -> Block:
    kept, wells, notes = _wells(table, lines) if has_wells(table.columns) else _measurements(table, lines)
    places = [well_name(well) if well[0] else f"row {line.place}" for line, well in zip(kept, wells, strict=True)]
    columns = [_numbers(table, kept, field) for field in Amounts._fields]
    read = [read_numbers(cells, places, field.replace("_", " ")) for cells, field in columns]
    amounts = [Amounts(*values) for values in zip(*(numbers.values for numbers in read), strict=True)]
    readings = tuple(
        _reading(table, line, well, amounts=row, place=f"{place}, {here}")
        for line, well, row, here in zip(kept, wells, amounts, places, strict=True)
    )
    notes += empty_notes(columns[0][0], places, "signal")
    notes += [note for numbers in read for note in numbers.notes]
    notes += _dose_notes(table, list(zip(kept, readings, places, strict=True)))
    return Block("", readings, tuple(notes))


def _numbers(table: Table, lines: Sequence[Line], field: str) -> tuple[list[Cell], str]:
    return [table.cell(line, field) for line in lines], field


def _wells(table: Table, lines: Sequence[Line]) -> tuple[list[Line], list[Well], list[str]]:
    """The lines that name a well, and a note on the others."""
    found = [(line, well) for line in lines if (well := well_in(table, line))]
    named = {line.place for line, _ in found}
    others = [str(line.place) for line in lines if line.place not in named]
    notes = [f"lines that name no well were skipped: {listed(others)}"] if others else []
    return [line for line, _ in found], [well for _, well in found], notes


def _measurements(table: Table, lines: Sequence[Line]) -> tuple[list[Line], list[Well], list[str]]:
    """The lines that hold a dose or a signal, and a note on the others."""
    kept = [line for line in lines if any(number(table.cell(line, field)) is not None for field in ("dose", "signal"))]
    measured = {line.place for line in kept}
    others = [str(line.place) for line in lines if line.place not in measured]
    notes = [f"lines with neither dose nor signal were skipped: {listed(others)}"] if others else []
    return kept, [(0, 0)] * len(kept), notes


def _reading(table: Table, line: Line, well: Well, *, amounts: Amounts, place: str) -> Reading:
    check_dose(amounts.dose, place)
    compound = table.name(line, "compound")
    return Reading(
        plate="",
        row=well[0],
        column=well[1],
        role=_role(table.name(line, "role"), compound, dose=amounts.dose, place=place),
        compound="" if control_in(compound) else f"{table.name(line, 'cell_line')} {compound}".strip(),
        dose=amounts.dose,
        unit=unit_of(table, line, place),
        signal=amounts.signal,
        series=table.name(line, "series"),
        control=amounts.control,
        time_zero=amounts.time_zero,
    )


def _role(stated: str, compound: str, *, dose: float, place: str) -> str:
    """What the line says; else what its compound is the word for; else by its dose. Dose zero is a control."""
    role = stated_role(stated, place) if stated else control_in(compound) or "sample"
    return "vehicle" if role == "sample" and dose == 0 else role


def _dose_notes(table: Table, rows: Sequence[tuple[Line, Reading, str]]) -> list[str]:
    """Notes on samples with dose zero, where the file called them samples, and on samples without a dose."""
    zero = [here for line, got, here in rows if got.role == "vehicle" and _is_sample(table.name(line, "role"))]
    missing = [here for line, got, here in rows if got.role == "sample" and is_missing(table.cell(line, "dose"))]
    notes = [f"samples with dose 0 were taken for vehicle: {listed(zero)}"] if zero else []
    if missing and "dose" in table.columns:
        notes.append(f"samples without a dose: {listed(missing)}")
    return notes


def _is_sample(stated: str) -> bool:
    return bool(stated) and numbered_role_in(stated) == "sample"
