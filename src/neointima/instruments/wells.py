"""Wells by name, and the plates they belong to."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from neointima.instruments.sheet import Cell, whole

WELL = re.compile(r"([A-Za-z]{1,2})0{0,2}([1-9][0-9]?)")
LETTERS = re.compile(r"[A-Za-z]{1,2}")


class Shape(NamedTuple):
    """Rows and columns of a plate."""

    rows: int
    columns: int

    def __str__(self) -> str:
        return f"{self.rows} x {self.columns}"


SHAPES = (Shape(2, 3), Shape(3, 4), Shape(4, 6), Shape(6, 8), Shape(8, 12), Shape(16, 24), Shape(32, 48))
LARGEST = SHAPES[-1]
Well = tuple[int, int]


def shape_around(wells: Iterable[Well]) -> Shape:
    """The smallest usual plate that has all these wells; they lie within 32 x 48."""
    rows, columns = map(max, zip(*wells, strict=True))
    return next(shape for shape in SHAPES if rows <= shape.rows and columns <= shape.columns)


def row_letters(row: int) -> str:
    """Row 1 is A, 26 is Z, 27 is AA."""
    return chr(64 + row) if row <= 26 else "A" + chr(64 + row - 26)


def row_number(cell: Cell) -> int | None:
    """The row that a label A.. or 1.. names; None where it names none."""
    if isinstance(cell, str) and LETTERS.fullmatch(cell):
        row = 0
        for letter in cell.upper():
            row = 26 * row + ord(letter) - 64
    else:
        row = whole(cell) or 0
    return row if 1 <= row <= LARGEST.rows else None


def column_number(cell: Cell) -> int | None:
    """The column that a label 1.. names; None where it names none."""
    column = whole(cell) or 0
    return column if 1 <= column <= LARGEST.columns else None


def well_at(cell: Cell) -> Well | None:
    """The well that A1 or A01 names; None where it names none."""
    match = WELL.fullmatch(cell) if isinstance(cell, str) else None
    row = row_number(match[1]) if match else None
    column = column_number(float(match[2])) if match else None
    return (row, column) if row and column else None


def well_name(well: Well) -> str:
    """Row 2, column 3 is B3."""
    return f"{row_letters(well[0])}{well[1]}"


def twice(wells: Iterable[Well]) -> list[Well]:
    """The wells that stand more than once."""
    return [well for well, count in Counter(wells).items() if count > 1]


def listed(names: Sequence[str]) -> str:
    """The first twelve names and how many more there are."""
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return ", ".join(names[:12]) + more
