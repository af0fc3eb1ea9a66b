"""The page of an elution curve: which release model, with which numbers, and how sure they are."""

from pathlib import Path
from typing import Any

from neointima import __version__
from neointima.interfaces.report.release_figures import release_figure
from neointima.interfaces.report.templating import templates
from neointima.laboratory.elution.findings import Finding, file_notes, findings, lines_of, number
from neointima.laboratory.folder import write_text


def write_release(folder: Path) -> Path:
    """Write ``release.html`` and a figure for each curve from the tables in ``folder``; return the page."""
    found, lines = findings(folder), lines_of(folder, "lines.csv")
    figures = [_figure(one, [line for line in lines if line["curve"] == one.curve]) for one in found]
    (folder / "figures").mkdir(exist_ok=True)
    for one, svg in zip(found, figures, strict=True):
        write_text(folder / "figures" / f"{Path(one.device).stem}.svg", svg)
    content: dict[str, Any] = {
        "version": __version__,
        "name": folder.resolve().name,
        "found": list(zip(found, figures, strict=True)),
        "devices": {one.device: (folder / one.device).read_text(encoding="utf-8") for one in found},
        "notes": file_notes(folder),
    }
    page = folder / "release.html"
    environment = templates()
    environment.filters |= {"short": number}
    write_text(page, environment.get_template("release.html").render(**content))
    return page


def _figure(one: Finding, lines: list[dict[str, str]]) -> str:
    return release_figure(one.curve, one.points, lines, chosen=one.chosen["model"])
