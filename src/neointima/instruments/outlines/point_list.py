"""Tables of points, one a row: contours of intravascular programs, and the package's own contour tables.

Columns are found by their headings: x and y, and if there z, frame, phase, and contour or class; or, without headings,
frame, x, y, z as in multimoda and AIVUS, or x, y. A unit stands in the heading, as in ``x_mm`` or ``x [mm]``.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from math import isfinite, nan
from pathlib import Path
from typing import NamedTuple

import numpy as np

from neointima.geometry.mended_outline import is_open
from neointima.instruments.formula_guard import plain
from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.outlines.classes import Classes, our_classes
from neointima.instruments.outlines.lengths import metres_in
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

LARGEST, MOST_ROWS, MOST_CONTOURS, FARTHEST = 100_000_000, 1_000_000, 20_000, 1e9
SUFFIXES = (".csv", ".tsv", ".txt")
HEADING = re.compile(r"(.*?)[\s_]*(?:[\[(]\s*([^\])]*?)\s*[\])]|(?<=_)(mm|cm|um|µm|μm|nm|px|m))?", re.DOTALL)
FIELDS = {
    "x": "x", "x coordinate": "x", "y": "y", "y coordinate": "y", "z": "z", "z coordinate": "z", "position": "z",
    "frame": "frame", "slice": "frame", "section": "frame", "image": "frame", "original frame": "frame",
    "phase": "phase", "contour": "label", "class": "label", "label": "label", "surface": "label", "layer": "label",
    "name": "name", "roi": "name", "part": "part", "ring": "ring",
}  # fmt: skip
TELLING = {"frame", "phase", "label", "z"}
Key = tuple[str, str, str, str, str]


class Table(NamedTuple):
    """Place of each field, metres in the unit of x and y and of z, whether it is written, and rows with their lines."""

    columns: Mapping[str, int]
    unit: float
    unit_of_z: float
    is_said: bool
    rows: Sequence[tuple[int, list[str]]]


def recognises(path: Path) -> bool:
    """Whether a text is a table of points: headings x and y with a frame, contour or z, or three to four numbers."""
    if path.suffix.lower() not in SUFFIXES:
        return False
    try:
        with path.open("rb") as file:
            text = file.read(8192).decode("utf-8-sig", errors="strict" if path.stat().st_size < 8192 else "ignore")
        table = _table(text.splitlines()[:20], path.name)
    except (Mistake, OSError, UnicodeDecodeError):
        return False
    return (
        bool(TELLING & set(table.columns))
        and len(table.rows) > 2
        and all(_number(cells, table.columns[axis]) is not None for _, cells in table.rows[:-1] for axis in "xy")
    )


def read_point_list(path: Path, classes: Classes | None = None) -> Drawing:
    """Contours in the table's own order, one for each contour, phase and frame; the section is phase and frame.

    Where no column says which contour it is, the file's name does, as ``eem_contours.csv``, or else it is the lumen,
    and this is said. A line whose ends lie further apart than its points is kept as open.
    """
    table = _table(_lines(path), path.name)
    if not table.rows:
        raise Mistake(f"{path.name}: no points; export the contours again")
    assumed, notes = ("", []) if "label" in table.columns else _assumed(path, classes or our_classes())
    points: dict[Key, list[tuple[float, float, float]]] = {}
    for line, cells in table.rows:
        key, point = _point(cells, table.columns, f"{path.name} line {line}")
        points.setdefault(key, []).append(point)
        if len(points) > MOST_CONTOURS:
            raise Mistake(f"{path.name}: more than {MOST_CONTOURS} contours; measure a part of the pullback at a time")
    if not table.is_said:
        notes.append(f"{path.name}: no unit in the headings, such as x_mm; coordinates are taken as pixels")
    outlines = _outlines(points, assumed, table)
    return Drawing(path.name, tuple(outlines), table.unit, notes=tuple(notes))


def _assumed(path: Path, classes: Classes) -> tuple[str, list[str]]:
    for word in re.split(r"[\W_]+", path.stem):
        if classes.kind_of(word) not in {"", "ignore"}:
            return word, [f"{path.name}: no column says which contour it is; '{word}' by the file's name"]
    return "lumen", [f"{path.name}: no column says which contour it is; taken as the lumen"]


def _outlines(points: dict[Key, list[tuple[float, float, float]]], assumed: str, table: Table) -> list[Outline]:
    rings: dict[tuple[str, str, str], dict[str, list[Array]]] = {}
    places: dict[tuple[str, str, str], float] = {}
    for (label, name, section, part, _), rows in points.items():
        array = np.array(rows)
        rings.setdefault((label, name, section), {}).setdefault(part, []).append(array[:, :2])
        if "z" in table.columns and (label, name, section) not in places:
            places[label, name, section] = float(array[:, 2].mean()) * _ratio(table.unit_of_z, table.unit)
    outlines = []
    for (label, name, section), parts in rings.items():
        polygons, lines = [], []
        for several in parts.values():
            closed = [len(ring) > 1 and bool(np.array_equal(ring[0], ring[-1])) for ring in several]
            if len(several) == 1 and not closed[0] and is_open(several[0]):
                lines.append(several[0])
            else:
                polygons.append(tuple(ring[:-1] if done else ring for ring, done in zip(several, closed, strict=True)))
        place = places.get((label, name, section), nan)
        outlines.append(Outline(label or assumed, name, tuple(polygons), tuple(lines), section, place))
    return outlines


def _ratio(unit: float, other: float) -> float:
    return unit / other if isfinite(unit) and isfinite(other) else 1.0


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > LARGEST:
            raise Mistake(f"{path.name}: larger than {LARGEST // 10**6} MB, so not contours; measure it in parts")
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Mistake(f"{path.name}: not a text file; a table in UTF-8 with columns x and y is expected") from None
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); check the path") from None
    if len(lines) > MOST_ROWS:
        raise Mistake(f"{path.name}: more than {MOST_ROWS} lines; measure a part of the pullback at a time")
    return lines


def _table(lines: list[str], source: str) -> Table:
    kept = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    first = kept[0][1] if kept else ""
    separator = next((each for each in ("\t", ";", ",") if each in first), " ")
    try:
        if separator == " ":
            rows = [(number, line.split()) for number, line in kept]
        else:
            cells = csv.reader((line for _, line in kept), delimiter=separator)
            rows = [(number, row) for (number, _), row in zip(kept, cells, strict=False)]
    except csv.Error as error:
        raise Mistake(f"{source}: not a table ({error}); export it again") from None
    if rows and all(_number(rows[0][1], place) is not None for place in range(len(rows[0][1]))):
        return Table(_bare_columns(rows, source), nan, nan, False, rows)
    return _headed(rows, source)


def _bare_columns(rows: list[tuple[int, list[str]]], source: str) -> dict[str, int]:
    """Which column is which in a table of numbers alone."""
    width = len(rows[0][1])
    if width == 3:
        is_frame = all(_is_whole(_number(cells, 0)) for _, cells in rows)
        return {"frame": 0, "x": 1, "y": 2} if is_frame else {"x": 0, "y": 1, "z": 2}
    if width not in {2, 4}:
        raise Mistake(
            f"{source}: {width} columns of numbers without headings; write headings such as frame, x_mm, y_mm"
        )
    return {"x": 0, "y": 1} if width == 2 else {"frame": 0, "x": 1, "y": 2, "z": 3}


def _headed(rows: list[tuple[int, list[str]]], source: str) -> Table:
    columns: dict[str, int] = {}
    units: dict[str, float] = {}
    is_said = False
    for place, heading in enumerate(rows[0][1] if rows else []):
        found = HEADING.fullmatch(heading.strip())
        word = " ".join(re.split(r"[\W_]+", found.group(1) if found else heading)).strip().casefold()
        field = FIELDS.get(word)
        if field is None or field in columns:
            continue
        columns[field] = place
        unit = (found.group(2) or found.group(3) or "") if found else ""
        is_said |= field == "x" and bool(unit)
        metres = metres_in(unit or "px")
        if metres is None and field in "xyz":
            raise Mistake(f"{source} › headings: '{unit[:20]}' is not a unit of length; write for example x_mm")
        units[field] = nan if metres is None else metres
    if not {"x", "y"} <= set(columns):
        raise Mistake(f"{source}: no columns x and y; write headings such as contour, frame, x_mm, y_mm")
    if units["x"] != units["y"] and isfinite(units["x"]) | isfinite(units["y"]):
        raise Mistake(f"{source} › headings: x and y have different units; write both in one")
    return Table(columns, units["x"], units.get("z", nan), is_said, rows[1:])


def _point(cells: list[str], columns: Mapping[str, int], place: str) -> tuple[Key, tuple[float, float, float]]:
    x, y, z = (_number(cells, columns[axis]) if axis in columns else None for axis in "xyz")
    if x is None or y is None or not max(abs(x), abs(y)) < FARTHEST:
        raise Mistake(f"{place}: finite numbers are expected for x and y; correct the line or export the table again")
    label, name, phase, frame, part, ring = (
        plain(cells[columns[field]].strip())[:300] if field in columns and columns[field] < len(cells) else ""
        for field in ("label", "name", "phase", "frame", "part", "ring")
    )
    number = _number([frame], 0) if frame else None
    if number is not None and _is_whole(number):
        frame = f"{number:.0f}"
    return (label, name, " ".join(each for each in (phase, frame) if each), part, ring), (x, y, nan if z is None else z)


def _is_whole(number: float | None) -> bool:
    return number is not None and abs(number) < 1e9 and number == round(number)


def _number(cells: list[str], place: int) -> float | None:
    """A finite number, also with a comma for the point; None for anything else."""
    if place >= len(cells):
        return None
    try:
        number = float(cells[place] if "," not in cells[place] else cells[place].replace(",", ".", 1))
    except ValueError:
        return None
    return number if isfinite(number) else None
