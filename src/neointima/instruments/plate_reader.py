"""Readings from the exports of plate readers and from tables of dose and response.

Three forms are understood, in text files and workbooks: grids in the shape of a plate, tables with a well in each
row, and tidy tables with a dose and a response in each row.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from neointima.instruments import Plates, Reading
from neointima.instruments.blocks import Block, part_of_plate, plate_names
from neointima.instruments.grids import Grid, find_grids
from neointima.instruments.headings import heading
from neointima.instruments.numbers import empty_notes, read_numbers
from neointima.instruments.sheet import Sheet, number
from neointima.instruments.spreadsheet import cells
from neointima.instruments.table_readings import table_blocks, unused_columns, with_signal
from neointima.instruments.tables import any_written, find_table, has_wells
from neointima.instruments.wells import well_name
from neointima.mistake import Mistake

UNDERSTOOD = (
    "a grid with column numbers above and A.. or 1.. at the left; a table with the columns well and signal; or a table"
    " with the columns dose and response"
)
LAYOUT_FIELDS = ("role", "compound", "dose", "unit", "series")


def read_plates(paths: Sequence[Path]) -> Plates:
    """All readings of the files, in their order.

    Wells of a grid and of a table without doses are samples of no compound until a layout says what they are. A Mistake
    names the file that holds no plate, a well that stands twice, a dose below zero.
    """
    if not paths:
        raise Mistake("no plate file given; name at least one")
    found = [_read_file(path, name) for path, name in zip(paths, _file_names(paths), strict=True)]
    readings = tuple(reading for plates in found for reading in plates.readings)
    return Plates(readings, tuple(note for plates in found for note in plates.notes))


def _file_names(paths: Sequence[Path]) -> list[str]:
    """What to call each file: its stem, or as much more as tells it from the others."""
    ways = [
        [path.stem for path in paths],
        [path.name for path in paths],
        [f"{path.parent.name}/{path.name}" for path in paths],
        [str(path) for path in paths],
    ]
    counts = [Counter(way) for way in ways]
    for path, count in counts[-1].items():
        if count > 1:
            raise Mistake(f"{path}: is given twice; name it once")
    return [
        next(way[index] for way, count in zip(ways, counts, strict=True) if count[way[index]] == 1)
        for index in range(len(paths))
    ]


def _read_file(path: Path, name: str) -> Plates:
    notes: list[str] = []
    held: list[tuple[str, list[Block]]] = []
    for sheet in cells(path):
        blocks, said = _sheet_blocks(sheet, str(path))
        notes += [f"{name}: {note}" for note in (*sheet.notes, *said)]
        if blocks:
            held.append((sheet.name, blocks))
        elif sheet.rows:
            notes.append(f"{name}: sheet '{sheet.name}' holds no plate and was passed by")
    if not held:
        raise Mistake(f"{path}: no plate found; {UNDERSTOOD} is understood")
    readings: list[Reading] = []
    for (_, blocks), called in zip(held, plate_names(name, held), strict=True):
        for block, plate in zip(blocks, called, strict=True):
            readings += [reading._replace(plate=plate) for reading in block.readings]
            notes += [f"{plate}: {note}" for note in block.notes]
    return Plates(tuple(readings), tuple(notes))


def _sheet_blocks(sheet: Sheet, place: str) -> tuple[list[Block], list[str]]:
    """The plates of a sheet, as grids or else as a table, and notes on what lies around them."""
    grids = find_grids(sheet.rows)
    read = [grid for grid in grids if _holds_signals(grid, sheet.name)]
    if read:
        passed = [f"block '{grid.title}' holds no signals and was passed by" for grid in grids if grid not in read]
        blocks = [_grid_block(grid, grid.title if len(read) > 1 else "") for grid in read]
        return blocks, passed + _around(sheet, grids)
    table = find_table(sheet.rows, place, _may_be_read)
    table = with_signal(table, place) if table else None
    if table is None:
        return [], []
    return table_blocks(table, place), [*table.notes, *unused_columns(table)]


def _may_be_read(columns: Mapping[str, int]) -> bool:
    return has_wells(columns) or "dose" in columns or "log_dose" in columns


def _holds_signals(grid: Grid, sheet: str) -> bool:
    """A block of doses or of words is part of a layout, not of what was measured."""
    if heading(grid.title or sheet).field in LAYOUT_FIELDS:
        return False
    return any(number(cell) is not None for cell in grid.cells.values())


def _grid_block(grid: Grid, name: str) -> Block:
    places, written = [well_name(well) for well in grid.cells], list(grid.cells.values())
    read = read_numbers(written, places, "signal")
    readings = tuple(
        Reading("", row, column, role="sample", compound="", dose=float("nan"), unit="", signal=signal)
        for (row, column), signal in zip(grid.cells, read.values, strict=True)
    )
    notes = [*part_of_plate(grid.cells), *empty_notes(written, places, "signal"), *read.notes, *grid.notes]
    return Block(name, readings, tuple(notes))


def _around(sheet: Sheet, grids: Sequence[Grid]) -> list[str]:
    """A note on the lines outside the blocks."""
    inside = {line for grid in grids for line in grid.lines}
    count = sum(any_written(row) for line, row in enumerate(sheet.rows) if line not in inside)
    return [f"{count} lines around the blocks were not read as signals"] if count else []
