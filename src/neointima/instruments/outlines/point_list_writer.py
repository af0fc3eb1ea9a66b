"""A drawing as a table of points, one a row, as ``point_list`` reads it."""

import csv
from collections import Counter
from math import isfinite
from pathlib import Path

import numpy as np

from neointima.geometry.mended_outline import is_open
from neointima.instruments.formula_guard import guarded
from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.outlines.lengths import METRES
from neointima.instruments.whole_file import whole_file
from neointima.quantities.kinds import Array


def write_point_list(path: Path, drawing: Drawing) -> None:
    """Contour, x and y with the unit in their headings, tab-separated, whole or not at all; every digit is kept.

    Pixels of known size are written in mm.
    Columns name, section, z, part and ring (0 the outer, then holes) are there where the drawing needs them. A ring
    whose ends lie far apart repeats its first point, so that it stays closed; open lines do not.
    """
    named = _named(drawing.outlines)
    unit = next((name for name, metres in METRES.items() if metres == drawing.unit), "mm" if drawing.unit > 0 else "px")
    scale = drawing.unit / METRES["mm"] if unit == "mm" and drawing.unit != METRES["mm"] else 1.0
    is_needed = {
        "name": any(name for name, _ in named),
        "section": any(outline.section for outline in drawing.outlines),
        "z": any(isfinite(outline.place) for outline in drawing.outlines),
        "part": any(len(outline.polygons) + len(outline.lines) > 1 for outline in drawing.outlines),
        "ring": any(len(polygon) > 1 for outline in drawing.outlines for polygon in outline.polygons),
    }
    fields = ["contour", *(each for each in ("name", "section", "part", "ring") if is_needed[each]), "x", "y"]
    fields += ["z"] if is_needed["z"] else []
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow([f"{field} [{unit}]" if field in {"x", "y", "z"} else field for field in fields])
        for name, outline in named:
            for part, ring, points in _rings(outline):
                said = {"contour": outline.label, "name": name, "section": outline.section, "part": part, "ring": ring}
                said = {field: guarded(text) if isinstance(text, str) else text for field, text in said.items()}
                place = repr(outline.place * scale) if isfinite(outline.place) else ""
                for x, y in (points * scale).tolist():
                    row = said | {"x": repr(x), "y": repr(y), "z": place}
                    writer.writerow([row[field] for field in fields])


def _named(outlines: tuple[Outline, ...]) -> list[tuple[str, Outline]]:
    """Outlines with the names that tell them apart, '' where label and section do."""
    alike = Counter((outline.label, outline.section) for outline in outlines)
    used: Counter[tuple[str, str, str]] = Counter()
    named = []
    for outline in outlines:
        name = ""
        if alike[outline.label, outline.section] > 1 or outline.name not in {"", outline.label}:
            name = outline.name or outline.label
            used[outline.label, outline.section, name] += 1
            if alike[outline.label, outline.section] > 1 and outline.name in {"", outline.label}:
                name = f"{name} {used[outline.label, outline.section, name]}"
        named.append((name, outline))
    return named


def _rings(outline: Outline) -> list[tuple[int, int, Array]]:
    """Number of the part, of the ring in it, and its points."""
    rings = [
        (part, ring, np.concatenate([points, points[:1]]) if is_open(points) else points)
        for part, polygon in enumerate(outline.polygons)
        for ring, points in enumerate(polygon)
    ]
    return rings + [(len(outline.polygons) + part, 0, line) for part, line in enumerate(outline.lines)]
