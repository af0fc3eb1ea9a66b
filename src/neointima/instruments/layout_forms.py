"""The forms in which laboratories write a layout: a row for each well, or grids in the shape of the plate."""

from collections.abc import Sequence

from neointima.instruments.grids import Grid
from neointima.instruments.headings import Heading, heading, unit_in
from neointima.instruments.placed import Placed, Written, described, placed
from neointima.instruments.sheet import words
from neointima.instruments.tables import Line, Table, unit_of, well_in
from neointima.instruments.wells import Well, well_name
from neointima.mistake import Mistake

FIELDS = ("role", "compound", "dose", "unit", "series")


def table_placed(table: Table, place: str) -> list[Placed]:
    """The wells of a table, one in each row."""
    return [_line_placed(table, line, place) for line in table.lines]


def grids_placed(grids: Sequence[tuple[str, Grid]], place: str) -> list[Placed]:
    """The wells of one grid of descriptions, or of several grids that each hold one field; each with its sheet."""
    if len(grids) == 1:
        return [
            placed(described(words(cell), here), well, plate="", place=here)
            for well, cell in grids[0][1].cells.items()
            if (here := f"{place}, {well_name(well)}")
        ]
    named = [(heading(grid.title), heading(sheet)) for sheet, grid in grids]
    fields = [own if own.field in FIELDS else sheet for own, sheet in named]
    _check_fields(grids, fields, place)
    return _fields_placed(fields, [grid for _, grid in grids], place)


def _line_placed(table: Table, line: Line, place: str) -> Placed:
    well = well_in(table, line)
    if well is None:
        raise Mistake(f"{place}, line {line.place}: names no well; write for example A1, or a row and a column")
    here = f"{place}, {well_name(well)}"
    written = Written(
        role=table.name(line, "role"),
        compound=table.name(line, "compound"),
        dose=table.cell(line, "dose"),
        unit=unit_of(table, line, here),
        series=table.name(line, "series"),
    )
    return placed(written, well, plate=table.name(line, "plate"), place=here)


def _check_fields(grids: Sequence[tuple[str, Grid]], fields: Sequence[Heading], place: str) -> None:
    """Each of several blocks says which field it holds, and no field comes twice."""
    for (sheet, grid), found in zip(grids, fields, strict=True):
        if found.field not in FIELDS:
            raise Mistake(
                f"{place}: block '{grid.title or sheet}' does not say what it holds; title each block"
                f" {', '.join(FIELDS)} such as 'dose (nM)', or keep one block of descriptions"
            )
    names = [found.field for found in fields]
    for name in names:
        if names.count(name) > 1:
            raise Mistake(f"{place}: {names.count(name)} blocks are called {name}; keep one")


def _fields_placed(fields: Sequence[Heading], grids: Sequence[Grid], place: str) -> list[Placed]:
    blocks = {found.field: grid for found, grid in zip(fields, grids, strict=True)}
    unit = next((_unit(found, place) for found in fields if found.field == "dose" and found.unit), "")
    wells: dict[Well, None] = {well: None for grid in grids for well in grid.cells}
    return [
        placed(_written(blocks, well, unit=unit, place=place), well, plate="", place=f"{place}, {well_name(well)}")
        for well in wells
    ]


def _written(blocks: dict[str, Grid], well: Well, *, unit: str, place: str) -> Written:
    said = {field: grid.cells.get(well) for field, grid in blocks.items()}
    own = words(said.get("unit"))
    return Written(
        role=words(said.get("role")),
        compound=words(said.get("compound")),
        dose=said.get("dose"),
        unit=_unit(Heading("unit", own), f"{place}, {well_name(well)}") if own else unit,
        series=words(said.get("series")),
    )


def _unit(found: Heading, place: str) -> str:
    unit = unit_in(found.unit)
    if unit is None:
        raise Mistake(f"{place}: '{found.unit[:20]}' is not a unit of dose; write for example nM or ug/mL")
    return unit
