"""Plates as the files that a reader and its user would have written."""

import csv
import io
from collections.abc import Iterable, Sequence
from math import isnan

from neointima.instruments import Reading
from neointima.instruments.formula_guard import guarded
from neointima.instruments.wells import Shape, row_letters, shape_around, well_name
from neointima.mistake import Mistake


def long_text(readings: Sequence[Reading]) -> str:
    """A table: plate, well, absorbance."""
    rows = (
        (guarded(reading.plate), well_name((reading.row, reading.column)), _signal(reading.signal))
        for reading in _on_wells(readings)
    )
    return _text([("plate", "well", "absorbance"), *rows])


def grid_text(readings: Sequence[Reading]) -> str:
    """A grid in the shape of the plate; several plates stand below one another, each under its name."""
    plates = _by_plate(readings)
    lines: list[Sequence[str]] = []
    for plate, wells in plates.items():
        if len(plates) > 1:
            lines += [[], [guarded(plate)]] if lines else [[guarded(plate)]]
        lines += _grid(wells)
    return _text(lines)


def layout_text(readings: Sequence[Reading]) -> str:
    """A table: well, role, compound, series, dose, unit; with the plate in front where plates differ."""
    plates = {plate: [_layout_row(reading) for reading in read] for plate, read in _by_plate(readings).items()}
    header = ("well", "role", "compound", "series", "dose", "unit")
    first = next(iter(plates.values()))
    if all(rows == first for rows in plates.values()):
        return _text([header, *first])
    return _text([("plate", *header), *((guarded(plate), *row) for plate, rows in plates.items() for row in rows)])


def _by_plate(readings: Sequence[Reading]) -> dict[str, list[Reading]]:
    plates: dict[str, list[Reading]] = {}
    for reading in _on_wells(readings):
        plates.setdefault(reading.plate, []).append(reading)
    return plates


def _on_wells(readings: Sequence[Reading]) -> Sequence[Reading]:
    if not readings or not all(reading.row for reading in readings):
        raise Mistake("only readings on wells can be written as a plate; these have none")
    return readings


def _grid(readings: Sequence[Reading]) -> list[list[str]]:
    signals = {(reading.row, reading.column): _signal(reading.signal) for reading in readings}
    shape: Shape = shape_around(signals)
    columns = range(1, shape.columns + 1)
    rows = [
        [row_letters(row), *(signals.get((row, column), "") for column in columns)] for row in range(1, shape.rows + 1)
    ]
    return [["row", *map(str, columns)], *rows]


def _layout_row(reading: Reading) -> tuple[str, ...]:
    dose = "" if isnan(reading.dose) else repr(reading.dose).removesuffix(".0")
    well = well_name((reading.row, reading.column))
    return well, reading.role, guarded(reading.compound), guarded(reading.series), dose, reading.unit


def _signal(signal: float) -> str:
    return "" if isnan(signal) else f"{signal:.4f}"


def _text(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
