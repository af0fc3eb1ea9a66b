"""Cells of a text file (CSV, TSV, TXT) or a workbook (XLSX, XLSM), whoever wrote it.

Nothing in a file is run: formulas and macros are passed by. A file that cannot be read is a Mistake, never a crash.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from neointima.instruments import workbook
from neointima.instruments.sheet import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Sheet,
    comma_notes,
    value_of,
    value_with_comma,
)
from neointima.mistake import Mistake

MOST_BYTES = 50_000_000
SAMPLE = 500
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
DELIMITERS = "\t;,"
CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def cells(path: Path) -> list[Sheet]:
    """The sheets of a file, numbers as numbers; a text file has one sheet, named after the file."""
    content = _content(path)
    if content.startswith(OLD_OFFICE):
        raise Mistake(f"{path}: an old .xls file or one with a password; save it as .xlsx or .csv without a password")
    if content.startswith(ZIP):
        sheets = workbook.sheets(path, content)
    elif path.suffix.lower() in (".xlsx", ".xlsm"):
        raise Mistake(f"{path}: not a workbook although its name says so; save it as .xlsx or .csv")
    else:
        sheets = [_text_sheet(path, content)]
    if not any(sheet.rows for sheet in sheets):
        raise Mistake(f"{path}: holds no values; choose the file that was exported")
    return sheets


def _content(path: Path) -> bytes:
    try:
        if not path.exists():
            raise Mistake(f"{path}: no such file; check the name and the folder")
        if not path.is_file():
            raise Mistake(f"{path}: not a file; name the file inside it")
        if (size := path.stat().st_size) > MOST_BYTES:
            raise Mistake(
                f"{path}: {size / 1e6:.0f} MB, at most {MOST_BYTES / 1e6:.0f} MB are read; save the plates only"
            )
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise Mistake(f"{path}: cannot be read ({error}); check the name and the permissions") from None
    if not content.strip():
        raise Mistake(f"{path}: is empty; export it again")
    return content


def _text_sheet(path: Path, content: bytes) -> Sheet:
    lines: Sequence[str] = list(io.StringIO(_decoded(path, content), newline=None))
    delimiter, lines = _delimiter(lines)
    try:
        rows = list(csv.reader(lines[: MOST_ROWS + 1], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Mistake(f"{path}: not a table ({error}); check the quotation marks, or export it as .csv again") from None
    if len(lines) > MOST_ROWS and any(line.strip() for line in lines[MOST_ROWS:]):
        raise Mistake(f"{path}: more than {MOST_ROWS} rows; save the plates only")
    if max(map(len, rows), default=0) > MOST_COLUMNS:
        raise Mistake(f"{path}: more than {MOST_COLUMNS} columns; save the plates only")
    if sum(map(len, rows)) > MOST_CELLS:
        raise Mistake(f"{path}: more than {MOST_CELLS} cells; save the plates only")
    if delimiter == ",":
        return Sheet(path.stem, _values(rows, value_of))
    return Sheet(path.stem, _values(rows, value_with_comma), comma_notes(text for row in rows for text in row))


def _decoded(path: Path, content: bytes) -> str:
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    if "\0" in text or len(CONTROL.findall(text)) > len(text) / 100:
        raise Mistake(f"{path}: not a table of text; export it as .csv in UTF-8, or as .xlsx")
    return text


def _delimiter(lines: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The delimiter that makes the most numbers, then the most words; Excel's own line 'sep=;' is obeyed."""
    if lines and (said := re.fullmatch(r"\"?sep=([\t;,])\"?", lines[0].strip(" ,\n"))):
        return said[1], lines[1:]
    sample = [line for line in lines[:SAMPLE] if line.strip()]
    return max(DELIMITERS, key=lambda delimiter: _yield(sample, delimiter)), lines


def _yield(lines: Iterable[str], delimiter: str) -> tuple[int, int, int]:
    """How many numbers, filled cells and cells a delimiter finds in the lines that hold no stronger delimiter."""
    stronger = DELIMITERS[: DELIMITERS.index(delimiter)]
    value = value_of if delimiter == "," else value_with_comma
    numbers = filled = found = 0
    for line in lines:
        if delimiter in line and not any(other in line for other in stronger):
            parts = [value(part) for part in line.split(delimiter)]
            numbers += sum(isinstance(part, float) for part in parts)
            filled += sum(part is not None for part in parts)
            found += len(parts)
    return numbers, filled, found


def _values(rows: Iterable[Sequence[str]], value: Callable[[str], Cell]) -> tuple[tuple[Cell, ...], ...]:
    """The rows as values, without empty cells at their ends and empty rows at the end."""
    kept: list[tuple[Cell, ...]] = []
    for row in rows:
        cells = [value(text) for text in row]
        while cells and cells[-1] is None:
            cells.pop()
        kept.append(tuple(cells))
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)
