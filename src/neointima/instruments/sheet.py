"""A sheet of cells, and what one cell says."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from neointima.instruments.formula_guard import plain

Cell = str | float | None

MOST_ROWS = 200_000
MOST_COLUMNS = 2_000
MOST_CELLS = 5_000_000

PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
DECIMAL_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?")
GROUPED_BY_COMMA = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
GROUPED_BY_POINT = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
# A plate called 00123 is a name; as a number it would lose its zeros.
PADDED = re.compile(r"0[0-9]+")


class Sheet(NamedTuple):
    """One sheet: rows of text, numbers and empty cells, and what was odd about reading them."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


def value_of(text: str) -> Cell:
    """What the text of a cell says when the decimal sign is a point."""
    text = text.strip()
    if not text:
        return None
    plain = text.replace("\u2212", "-")
    if PLAIN.fullmatch(plain) and not PADDED.fullmatch(plain):
        return float(plain)
    return text


def value_with_comma(text: str) -> Cell:
    """What the text of a cell says when the decimal sign is a point or a comma."""
    value = value_of(text)
    if isinstance(value, str) and DECIMAL_COMMA.fullmatch(value):
        return float(value.replace(",", "."))
    return value


def number(cell: Cell) -> float | None:
    """The number in a cell, also one written with leading zeros; None where there is none."""
    if isinstance(cell, str):
        return float(cell) if PLAIN.fullmatch(cell) else None
    return cell


def whole(cell: Cell) -> int | None:
    """The whole number in a cell; None where there is none."""
    value = number(cell)
    return int(value) if value is not None and abs(value) < 1e9 and value == int(value) else None


def words(cell: Cell) -> str:
    """The cell as a name: 1.0 is '1', and a quote that only guards against formulas is gone."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if whole(cell) is not None else repr(cell)
    return plain(cell)


def at(row: Sequence[Cell], place: int) -> Cell:
    """The cell at a place of a row, also past its end."""
    return row[place] if 0 <= place < len(row) else None


def comma_notes(texts: Iterable[str]) -> tuple[str, ...]:
    """What to say about cells whose comma was read as the decimal sign, and about points that may group thousands."""
    texts = [text.strip() for text in texts]
    commas = [text for text in texts if DECIMAL_COMMA.fullmatch(text)]
    if not commas:
        return ()
    first = (
        f"{len(commas)} numbers have a decimal comma, such as '{commas[0][:20]}', read as {value_with_comma(commas[0])}"
    )
    if all(GROUPED_BY_COMMA.fullmatch(text) for text in commas):
        first += "; if the comma groups thousands, save the file without it"
    points = [text for text in texts if GROUPED_BY_POINT.fullmatch(text)]
    if not points:
        return (first,)
    return first, f"others have a point, such as '{points[0]}'; if it groups thousands, save the file without it"
