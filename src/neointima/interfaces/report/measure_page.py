"""The page of measured files: what failed, every section in one table, every picture."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from neointima import __version__
from neointima.interfaces.report.templating import templates
from neointima.laboratory.folder import read_table, write_text
from neointima.laboratory.measuring.results_folder import WISH

STENOSES = ("percent_area_stenosis", "percent_stent_stenosis", "percent_vessel_stenosis")
# Of each table of the page: what a row is, and its columns where there is a value.
SHOWN = (
    *("lumen_area", "stent_area", "internal_lamina_area", "external_lamina_area", "neointimal_area"),
    *("stent_neointimal_area", "media_area", *STENOSES, "neointimal_thickness", "tissue_over_struts"),
    *("strut_count", "injury_score", "strut_coverage", "uncovered_struts", "malapposed_struts"),
    *("neointimal_volume", "neointimal_obstruction", "minimal_lumen_area"),
)
SHORT = {
    "lumen_area": "Lumen",
    "stent_area": "Stent",
    "internal_lamina_area": "IEL",
    "external_lamina_area": "EEL",
    "neointimal_area": "Neointima, IEL-referenced",
    "stent_neointimal_area": "Neointima, stent-referenced",
    "media_area": "Media",
    "percent_area_stenosis": "Stenosis, IEL-referenced",
    "percent_stent_stenosis": "Stenosis, stent-referenced",
    "percent_vessel_stenosis": "Stenosis, EEL-referenced",
    "neointimal_thickness": "Thickness from outer face",
    "tissue_over_struts": "Thickness from inner face",
    "strut_count": "Struts",
    "injury_score": "Injury",
    "strut_coverage": "Struts covered",
    "uncovered_struts": "Struts uncovered",
    "malapposed_struts": "Struts malapposed",
    "neointimal_volume": "Neointimal volume",
    "neointimal_obstruction": "Volume obstruction",
    "minimal_lumen_area": "Minimal lumen area",
}
UNITS = {"mm**2": "mm²", "px**2": "px²", "percent": "%", "um": "µm", "mm**3": "mm³"}
MOST_SHOWN = 2_000


def write_measured(folder: Path) -> Path:
    """Write ``measured.html`` from the tables in ``folder`` and return it."""
    notes = read_table(folder / "notes.csv")
    rows = _rows(folder)
    in_table = {(row["file"], row["section"]) for row in rows}
    others = [
        line for line in read_table(folder / "measurements.csv") if (line["file"], line["section"]) not in in_table
    ]
    shown = [name for name in SHOWN if any(name in row["values"] for row in rows)]
    content: dict[str, Any] = {
        "version": __version__,
        "name": folder.resolve().name,
        "wish": json.loads((folder / WISH).read_text(encoding="utf-8")),
        "rows": rows[:MOST_SHOWN],
        "others": [_worded(line) for line in others[:MOST_SHOWN]],
        "left_out": max(0, len(rows) - MOST_SHOWN),
        "columns": [(name, SHORT[name], _unit(rows, name)) for name in shown],
        "summary": {name: _summary(rows, name) for name in shown},
        "pictures": [_picture(folder, line) for line in read_table(folder / "pictures.csv")[:MOST_SHOWN]],
        "refused": [line for line in notes if line["what"] == "refused"],
        "notes": [line for line in notes if line["what"] == "note"],
        "files": len({row["file"] for row in rows} | {line["file"] for line in notes}),
    }
    page = folder / "measured.html"
    environment = templates()
    environment.filters["short"] = _short
    write_text(page, environment.get_template("measured.html").render(**content))
    return page


def _rows(folder: Path) -> list[dict[str, Any]]:
    """A row for each section, with the values shown and what they refer to."""
    found: dict[tuple[str, str], dict[str, tuple[float, str, str]]] = defaultdict(dict)
    for line in read_table(folder / "measurements.csv"):
        if line["endpoint"] in SHOWN and line["value"]:
            one = (float(line["value"]), UNITS.get(line["unit"], line["unit"]), line["basis"])
            found[line["file"], line["section"]][line["endpoint"]] = one
    return [{"file": file, "section": section, "values": values} for (file, section), values in found.items()]


def _picture(folder: Path, line: dict[str, str]) -> dict[str, str]:
    """A picture, and the page beside it on which it can be turned, '' where there is none."""
    page = Path(line["picture"]).with_suffix(".html").name
    return line | {"page": page if (folder / "pictures" / page).exists() else ""}


def _worded(line: dict[str, str]) -> dict[str, str]:
    """A number as people read it."""
    value = _short(float(line["value"])) if line["value"] else "–"
    words = line["endpoint"].replace("_", " ")
    return line | {"value": value, "unit": UNITS.get(line["unit"], line["unit"]), "endpoint": words}


def _unit(rows: list[dict[str, Any]], name: str) -> str:
    units = {row["values"][name][1] for row in rows if name in row["values"]}
    return " or ".join(sorted(units))


def _summary(rows: list[dict[str, Any]], name: str) -> str:
    """Mean and range over sections; groups are compared animal by animal, not here."""
    values = [row["values"][name][0] for row in rows if name in row["values"]]
    if len(values) < 2:
        return ""
    return f"{_short(sum(values) / len(values))} ({_short(min(values))} to {_short(max(values))})"


def _short(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 1e4 else f"{value:.0f}"
