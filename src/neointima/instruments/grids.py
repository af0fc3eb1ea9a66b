"""Blocks in the shape of a plate: a row of column numbers over rows labelled A.. or 1.."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from neointima.instruments.sheet import Cell, at, number, words
from neointima.instruments.wells import Well, column_number, row_number

Rows = Sequence[Sequence[Cell]]
# What stands in the corner of a block and is no title.
CORNER = re.compile(r"\W*(?:rows?|wells?)?[\W_]*(?:columns?|cols?)?\W*")
FEWEST_ROWS, FEWEST_COLUMNS = 2, 3


class Grid(NamedTuple):
    """One block: its title ('' where it has none), its cells by well, and the lines of the sheet it fills."""

    title: str
    cells: dict[Well, Cell]
    lines: range
    notes: tuple[str, ...] = ()


class Frame(NamedTuple):
    """Where a block stands: its header line and corner, its columns, and for each row label the lines under it."""

    line: int
    corner: int
    columns: range
    first_row: int
    reads: list[list[int]]


def find_grids(rows: Rows) -> list[Grid]:
    """All blocks of a sheet, from top to bottom and left to right."""
    grids: list[Grid] = []
    line = ended = 0
    while line < len(rows):
        frames = _frames(rows, line)
        for frame in frames:
            grids += _grids(rows, frame, ended)
        ended = max((frame.reads[-1][-1] + 1 for frame in frames), default=ended)
        line = max(line + 1, ended)
    return grids


def _frames(rows: Rows, line: int) -> list[Frame]:
    """The blocks whose header is this line; several may stand side by side."""
    row, frames, place = rows[line], [], 1
    while place < len(row):
        columns = _run(row, place)
        if len(columns) >= FEWEST_COLUMNS and not _is_label(row[place - 1]):
            corner = place - 1
            reads, first_row = _labelled(rows, line, range(corner, place + len(columns)))
            if len(reads) >= FEWEST_ROWS:
                frames.append(Frame(line, corner, columns, first_row, reads))
        place += max(len(columns), 1)
    return frames


def _is_label(cell: Cell) -> bool:
    return row_number(cell) is not None or number(cell) is not None


def _run(row: Sequence[Cell], place: int) -> range:
    """The consecutive column numbers that start here."""
    first = column_number(row[place])
    if first is None:
        return range(0)
    last = first
    while column_number(at(row, place + last - first + 1)) == last + 1:
        last += 1
    return range(first, last + 1)


def _labelled(rows: Rows, header: int, span: range) -> tuple[list[list[int]], int]:
    """The lines under the header: one list for each row label, with further reads that repeat no label."""
    reads: list[list[int]] = []
    first = 0
    for line in range(header + 1, len(rows)):
        label = at(rows[line], span.start)
        row = row_number(label)
        if row and (not reads or row == first + len(reads)):
            first = first or row
            reads.append([line])
        elif label is None and reads and any(number(cell) is not None for cell in rows[line][span.start : span.stop]):
            reads[-1].append(line)
        else:
            break
    return reads, first


def _grids(rows: Rows, frame: Frame, ended: int) -> list[Grid]:
    """One grid for each read of the wells: some readers write several wavelengths under one label."""
    depths = {len(lines) for lines in frame.reads}
    depth = depths.pop() if len(depths) == 1 else 1
    stray = [line + 1 for lines in frame.reads for line in lines[depth:]]
    notes = (f"line {stray[0]}: rows without a label were skipped",) if stray else ()
    title = _title(rows, frame, ended)
    lines = range(frame.line, frame.reads[-1][-1] + 1)
    after = frame.corner + len(frame.columns) + 1
    grids = []
    for read in range(depth):
        cells = {
            (frame.first_row + offset, column): at(rows[line_of[read]], frame.corner + 1 + place)
            for offset, line_of in enumerate(frame.reads)
            for place, column in enumerate(frame.columns)
        }
        name = words(at(rows[frame.reads[0][read]], after)) or str(read + 1) if depth > 1 else ""
        grids.append(Grid(f"{title} {name}".strip(), cells, lines, notes))
    return grids


def _title(rows: Rows, frame: Frame, ended: int) -> str:
    """The corner where it says more than 'row', else the line of text above, at most one empty line away."""
    corner = words(at(rows[frame.line], frame.corner))
    if not CORNER.fullmatch(corner.lower()[:60]):
        return corner[:60]
    for line in range(frame.line - 1, max(frame.line - 3, ended - 1), -1):
        above = rows[line][frame.corner : frame.corner + len(frame.columns) + 1]
        if any(isinstance(cell, str) for cell in above):
            return " ".join(words(cell) for cell in above if cell is not None)[:60]
        if any(cell is not None for cell in above):
            return ""
    return ""
