"""Contours of a section from a table: one point a row, named by the surface it lies on."""

import csv
import re
from math import isfinite
from pathlib import Path

import numpy as np

from neointima.geometry.contours import Contour, centre_of, traced
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array
from neointima.quantities.units import convert

LARGEST = 20_000_000
MOST_POINTS = 200_000
UNIT = re.compile(r"[\[(]([^\])]+)[\])]")
# Names in the first column, spelled as people spell them.
NAMES = {
    "lumen": 0,
    "internal elastic lamina": 1,
    "iel": 1,
    "external elastic lamina": 2,
    "eel": 2,
    "outside": 3,
    "adventitia": 3,
}


def read_contours(path: Path) -> dict[int, Contour]:
    """Surfaces 0 lumen, 1 internal lamina, 2 external lamina, 3 outside, as the file has them, about one centre.

    Columns: contour, x, y with a unit in the headings, such as ``x [mm]``. The centre is that of the innermost
    contour. Contours that cross themselves, unknown names and missing units are Mistakes.
    """
    rows = _rows(path)
    scale = _scale(rows[0], path.name)
    points: dict[int, list[tuple[float, float]]] = {}
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        surface, x, y = _point(row, f"{path.name} line {line}")
        points.setdefault(surface, []).append((x * scale, y * scale))
    if 1 not in points:
        raise Mistake(f"{path.name}: no internal elastic lamina; name its points 'internal elastic lamina' or 'IEL'")
    found = {surface: np.array(line) for surface, line in points.items()}
    innermost: Array = found[min(found)]
    if len(innermost) < 8:
        raise Mistake(f"{path.name}: {len(innermost)} points; a contour needs eight or more")
    centre = centre_of(innermost)
    names = {number: name for name, number in reversed(NAMES.items())}
    return {surface: traced(line, centre, f"{path.name} › {names[surface]}") for surface, line in sorted(found.items())}


def _rows(path: Path) -> list[list[str]]:
    try:
        if path.stat().st_size > LARGEST:
            raise Mistake(f"{path.name}: larger than {LARGEST // 10**6} MB, so not the contours of a section")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Mistake(f"{path.name}: not a text file; a table in UTF-8 with contour, x, y is expected") from None
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); check the path") from None
    separator = next((each for each in ("\t", ";", ",") if each in text.split("\n", 1)[0]), ",")
    try:
        rows = list(csv.reader(text.splitlines(), delimiter=separator))
    except csv.Error as error:
        raise Mistake(f"{path.name}: not a table ({error}); check the quotation marks, or export it again") from None
    if len(rows) < 2 or len(rows) > MOST_POINTS:
        raise Mistake(f"{path.name}: {len(rows)} lines; a heading and up to {MOST_POINTS} points are expected")
    return rows


def _scale(header: list[str], name: str) -> float:
    """Metres in the unit of the headings."""
    units = {found.group(1) if (found := UNIT.search(cell)) else "" for cell in header[1:3]}
    if len(header) < 3 or len(units) != 1 or not (unit := units.pop()):
        raise Mistake(f"{name}: the headings must be contour, x and y with one unit, such as 'x [mm]' and 'y [mm]'")
    try:
        return float(convert(1.0, unit, "m"))
    except Mistake as mistake:
        raise Mistake(f"{name} › headings: {mistake}") from None


def _point(row: list[str], place: str) -> tuple[int, float, float]:
    name = row[0].strip().lower().replace("_", " ")
    if name not in NAMES:
        raise Mistake(f"{place}: '{row[0][:30]}' is not a contour; name it one of {', '.join(NAMES)}")
    try:
        x, y = float(row[1]), float(row[2])
    except (ValueError, IndexError):
        raise Mistake(f"{place}: two numbers, x and y, are expected after the name") from None
    if not (isfinite(x) and isfinite(y)):
        raise Mistake(f"{place}: x and y must be finite numbers")
    return NAMES[name], x, y
