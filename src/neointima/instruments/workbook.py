"""Values of an Excel workbook: no formula is worked out, no macro run, no link followed."""

import io
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, time
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from neointima.instruments.sheet import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Sheet,
    at,
    comma_notes,
    value_with_comma,
)
from neointima.mistake import Mistake

MOST_UNPACKED = 200_000_000
MOST_MEMBERS = 2_000
MOST_RATIO = 200
SMALL = 10_000_000
ENCRYPTED = 0x1


def sheets(path: Path, content: bytes) -> list[Sheet]:
    """The sheets that the workbook shows."""
    members = _check_members(path, content)
    with warnings.catch_warnings():
        # Styles, charts and rules that openpyxl passes by are of no concern here.
        warnings.simplefilter("ignore")
        found = _read(path, content)
    if any(member.endswith("vbaProject.bin") for member in members):
        found[0] = found[0]._replace(notes=(*found[0].notes, "the macros were passed by"))
    return found


def _check_members(path: Path, content: bytes) -> list[str]:
    """The names of the parts; a Mistake when unpacking them could do harm."""
    way_out = "save it as .csv, or as a new .xlsx that holds the plates only"
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Mistake(f"{path}: a damaged workbook; {way_out}") from None
    unpacked, packed = sum(part.file_size for part in members), sum(part.compress_size for part in members)
    if any(part.flag_bits & ENCRYPTED for part in members):
        raise Mistake(f"{path}: has a password; save it without one")
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
        raise Mistake(f"{path}: unpacks to {unpacked / 1e6:.0f} MB in {len(members)} parts, too much; {way_out}")
    if unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1):
        raise Mistake(f"{path}: unpacks to {unpacked // max(packed, 1)} times its size, which is unsafe; {way_out}")
    return [part.filename for part in members]


def _read(path: Path, content: bytes) -> list[Sheet]:
    import openpyxl

    if not openpyxl.DEFUSEDXML:
        raise Mistake(f"{path}: workbooks are read only where defusedxml is installed; install it or save as .csv")
    try:
        book = _open(openpyxl, content, values=True)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
        found = [_sheet(path, sheet) for sheet in shown]
        if not found:
            raise Mistake(f"{path}: has no sheet that is shown; show it and save again")
        formulas = _formulas(_open(openpyxl, content, values=False), found) if _has_formulas(content) else {}
        found = [sheet._replace(notes=(*sheet.notes, *formulas.get(sheet.name, ()))) for sheet in found]
        if hidden:
            note = f"hidden sheets were passed by: {', '.join(hidden)}"
            found[0] = found[0]._replace(notes=(*found[0].notes, note))
    except Mistake:
        raise
    except Exception as error:  # Whatever a hostile or damaged workbook makes openpyxl raise.
        raise Mistake(
            f"{path}: not a workbook that can be read ({type(error).__name__}); save it as .xlsx or .csv again"
        ) from None
    return found


def _open(openpyxl: Any, content: bytes, *, values: bool) -> Any:
    """The workbook with the stored values, or with the formulas instead."""
    return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=values, keep_links=False)


def _sheet(path: Path, sheet: Any) -> Sheet:
    # The size that a sheet claims for itself may be wrong.
    sheet.reset_dimensions()
    rows: list[tuple[Cell, ...]] = []
    texts: list[str] = []
    count = 0
    for line, raw in enumerate(sheet.iter_rows(values_only=True), start=1):
        row = _row(raw)
        if row:
            count += len(row)
            if line > MOST_ROWS or len(row) > MOST_COLUMNS or count > MOST_CELLS:
                raise Mistake(
                    f"{path}: sheet '{sheet.title}' has more than {MOST_ROWS} rows, {MOST_COLUMNS} columns or"
                    f" {MOST_CELLS} cells; save the plates only"
                )
            rows.extend(() for _ in range(line - 1 - len(rows)))
            rows.append(row)
            texts += [text for text in raw if isinstance(text, str)]
    return Sheet(sheet.title, tuple(rows), comma_notes(texts))


def _row(raw: Sequence[Any]) -> tuple[Cell, ...]:
    cells = [_value(value) for value in raw]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def _value(value: Any) -> Cell:
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return float(value) if abs(value) < 1e300 else str(value)[:20]
    if isinstance(value, date | time):
        return value.isoformat()
    return value_with_comma(str(value))


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f" in book.read(name) for name in sheets)


def _formulas(book: Any, found: Iterable[Sheet]) -> dict[str, tuple[str, ...]]:
    """By sheet, a note on the formulas that the workbook holds without a value."""
    notes: dict[str, tuple[str, ...]] = {}
    for sheet in found:
        source = book[sheet.name]
        source.reset_dimensions()
        values = chain(sheet.rows, repeat(()))
        empty = [
            f"{_letters(place)}{line}"
            for line, (raw, row) in enumerate(zip(source.iter_rows(values_only=True), values, strict=False), start=1)
            for place, written in enumerate(raw[:MOST_COLUMNS])
            if _is_formula(written) and at(row, place) is None
        ]
        if empty:
            more = f" and {len(empty) - 5} more" if len(empty) > 5 else ""
            notes[sheet.name] = (
                f"formulas without a stored value were read as empty: {', '.join(empty[:5])}{more}; open the file in"
                " a spreadsheet program and save it to store them",
            )
    return notes


def _is_formula(written: Any) -> bool:
    """An ordinary formula is text; one over many cells is a record with the cells it fills."""
    return written.startswith("=") if isinstance(written, str) else hasattr(written, "ref")


def _letters(place: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, left = divmod(place - 1, 26)
        letters = chr(65 + left) + letters
    return letters
