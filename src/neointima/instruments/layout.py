"""What each well of a plate held: the plan that gives signals their meaning."""

from collections.abc import Sequence
from math import isnan, nan
from pathlib import Path
from typing import NamedTuple

from neointima.instruments import Plates, Reading
from neointima.instruments.grids import find_grids
from neointima.instruments.layout_forms import grids_placed, table_placed
from neointima.instruments.placed import Placed
from neointima.instruments.sheet import Sheet
from neointima.instruments.spreadsheet import cells
from neointima.instruments.table_readings import unused_columns
from neointima.instruments.tables import find_table, has_wells
from neointima.instruments.wells import Well, listed, shape_around, twice, well_name
from neointima.mistake import Mistake

UNDERSTOOD = (
    "a table with the columns well, role, compound, dose; a grid whose cells say 'blank', 'DMSO' or 'sirolimus 10 nM';"
    " or grids titled role, compound, dose"
)


class Layout(NamedTuple):
    """The wells of a layout, and in plain sentences what was odd about it."""

    name: str
    wells: tuple[Placed, ...]
    notes: tuple[str, ...]


def read_layout(path: Path) -> Layout:
    """The layout in a file.

    A Mistake names the well with a dose below zero, the sample without compound or dose, and the well named twice.
    """
    sheets = cells(path)
    wells, notes = _placed(sheets, str(path))
    if not wells:
        raise Mistake(f"{path}: no layout found; {UNDERSTOOD} is understood")
    for plate in {one.plate: None for one in wells}:
        if again := twice(one.well for one in wells if one.plate == plate):
            names = listed([well_name(well) for well in again])
            raise Mistake(f"{path}: {names} stand more than once; keep one, or tell plates apart in a column 'plate'")
    zero = [well_name(one.well) for one in wells if one.role == "vehicle" and one.compound and one.dose == 0]
    if zero:
        notes.append(f"wells with dose 0 were taken for vehicle: {listed(zero)}")
    said = [*(note for sheet in sheets for note in sheet.notes), *notes]
    return Layout(path.name, tuple(wells), tuple(f"{path.name}: {note}" for note in said))


def apply_layout(plates: Plates, layout: Layout) -> Plates:
    """The readings with the role, compound, dose, unit and series of the layout, row by row of each plate.

    Whatever the plate file said about them is replaced. Wells that the layout passes over are empty; wells that it
    names and nobody read have signal nan. A Mistake where plate and layout differ in shape or share no plate name.
    """
    by_plate: dict[str, list[Reading]] = {}
    for reading in plates.readings:
        by_plate.setdefault(reading.plate, []).append(reading)
    readings: list[Reading] = []
    notes = [*plates.notes, *layout.notes, *_unread_plates(list(by_plate), layout)]
    for plate, read in by_plate.items():
        matched, said = _matched(plate, read, layout)
        readings += matched
        notes += [f"{plate}: {note}" for note in said]
    return Plates(tuple(readings), tuple(notes))


def _placed(sheets: Sequence[Sheet], place: str) -> tuple[list[Placed], list[str]]:
    """The wells of the grids in a file, or else of its first table."""
    grids = [(sheet.name, grid) for sheet in sheets for grid in find_grids(sheet.rows)]
    if grids:
        return grids_placed(grids, place), [note for _, grid in grids for note in grid.notes]
    for sheet in sheets:
        table = find_table(sheet.rows, place, has_wells)
        if table:
            passed = [f"sheet '{other.name}' was passed by" for other in sheets if other is not sheet and other.rows]
            return table_placed(table, place), [*table.notes, *unused_columns(table), *passed]
    return [], []


def _is_for(named: str, plate: str) -> bool:
    """Whether a layout's plate name means this plate: its full name, or the part after the file's name."""
    return named in ("", plate) or plate.endswith(f" {named}")


def _unread_plates(plates: Sequence[str], layout: Layout) -> list[str]:
    named = {one.plate: None for one in layout.wells}
    unread = [name for name in named if not any(_is_for(name, plate) for plate in plates)]
    return [f"{layout.name}: no file was read for its plates {listed(unread)}"] if unread else []


def _matched(plate: str, read: Sequence[Reading], layout: Layout) -> tuple[list[Reading], list[str]]:
    wells = {one.well: one for one in layout.wells if _is_for(one.plate, plate)}
    if not wells:
        names = listed(list({one.plate: None for one in layout.wells}))
        raise Mistake(
            f"{layout.name}: says nothing about plate '{plate}', only about {names}; correct its column 'plate'"
        )
    if any(not reading.row for reading in read):
        raise Mistake(f"{plate}: a table without wells takes no layout; leave the layout out, or name the wells")
    held = {(reading.row, reading.column): reading for reading in read}
    used = {well: one for well, one in wells.items() if one.role != "empty"}
    _check_shapes(plate, held, used, name=layout.name)
    missing = [well for well in used if well not in held]
    placed = [_with(reading, wells.get(well)) for well, reading in held.items()]
    placed += [_with(_unread(plate, well), used[well]) for well in missing]
    placed.sort(key=lambda reading: (reading.row, reading.column))
    unnamed = sum(well not in wells for well in held)
    return placed, _notes(placed, used, unnamed)


def _check_shapes(plate: str, held: dict[Well, Reading], used: dict[Well, Placed], *, name: str) -> None:
    shape = shape_around(held)
    outside = [well for well in used if well[0] > shape.rows or well[1] > shape.columns]
    if outside:
        raise Mistake(
            f"{name}: the layout names {listed([well_name(well) for well in outside])}, the plate '{plate}' has"
            f" {shape} wells; a layout for {shape} wells is needed, this one is for {shape_around(used)}"
        )


def _with(reading: Reading, one: Placed | None) -> Reading:
    if one is None:
        return reading._replace(role="empty", compound="", dose=nan, unit="", series="")
    return reading._replace(role=one.role, compound=one.compound, dose=one.dose, unit=one.unit, series=one.series)


def _unread(plate: str, well: Well) -> Reading:
    return Reading(plate, *well, role="empty", compound="", dose=nan, unit="", signal=nan)


def _notes(placed: Sequence[Reading], used: dict[Well, Placed], unnamed: int) -> list[str]:
    wells = [(reading.row, reading.column) for reading in placed if isnan(reading.signal)]
    unread = [well_name(well) for well in wells if well in used]
    notes = [f"{unnamed} wells that the layout does not name were taken for empty"] if unnamed else []
    return [*notes, *([f"wells of the layout without a signal: {listed(unread)}"] if unread else [])]
