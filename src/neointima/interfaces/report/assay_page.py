"""The page of a plate: what each compound does, how sure it is, and whether the plate can be trusted."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment

from neointima import __version__
from neointima.interfaces.report.assay_figures import dose_response, plate_maps, row_name
from neointima.interfaces.report.templating import templates
from neointima.laboratory.assay.findings import Finding, findings, lines_of, number, said_of, warnings
from neointima.laboratory.folder import write_text

Line = Mapping[str, str]


def write_assay(folder: Path) -> Path:
    """Write ``assay.html`` and a figure for each compound from the tables in ``folder``; return the page."""
    wells, curves = lines_of(folder, "wells.csv"), lines_of(folder, "curves.csv")
    found = findings(folder)
    figures = {one.compound: _figure(one, wells, curves) for one in found}
    (folder / "figures").mkdir(exist_ok=True)
    for place, (compound, svg) in enumerate(figures.items(), start=1):
        write_text(folder / "figures" / f"{place:02d}_{_safe(compound)}.svg", svg)
    content: dict[str, Any] = {
        "version": __version__,
        "found": found,
        "figures": figures,
        "quantities": list(dict.fromkeys(quantity for one in found for quantity in one.potencies)),
        "warnings": warnings(folder),
        "plates": plate_maps(wells),
        "quality": lines_of(folder, "quality.csv"),
        "notes": [line["note"] for line in lines_of(folder, "notes.csv")],
        "fits": lines_of(folder, "fits.csv"),
        "flagged": [one for one in wells if one["flag"]],
        "name": folder.resolve().name,
    }
    page = folder / "assay.html"
    write_text(page, _environment().get_template("assay.html").render(**content))
    return page


def _environment() -> Environment:
    environment = templates()
    environment.filters |= {"short": number, "said": said_of, "well": _well}
    return environment


def _well(one: Line) -> str:
    """B3, or nothing where the file knows no wells."""
    return f"{row_name(int(one['row']) - 1)}{one['column']}" if one["row"] else ""


def _figure(one: Finding, wells: Sequence[Line], curves: Sequence[Line]) -> str:
    plates = {line["plate"] for line in wells if line["compound"] == one.compound and line["role"] == "sample"}
    mine = [
        line
        for line in wells
        if (line["compound"] == one.compound and line["role"] == "sample" and line["dose"])
        or (
            (line["role"] == "vehicle" and line["compound"] in ("", one.compound) and not _paired(line))
            and line["plate"] in plates
        )
    ]
    return dose_response(
        one.compound, mine, [line for line in curves if line["compound"] == one.compound], potency=one.line
    )


def _paired(line: Line) -> bool:
    """A vehicle well laid out for one dose is a divisor, not a point."""
    return bool(line["compound"] and line["dose"] and float(line["dose"]) > 0)


def _safe(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name)[:40] or "compound"
