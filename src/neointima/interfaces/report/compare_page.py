"""The page of a comparison: effect and interval before P, the null hypothesis in words, all methods side by side."""

from itertools import groupby
from pathlib import Path
from typing import Any

from neointima import __version__
from neointima.interfaces.report.figures import as_svg
from neointima.interfaces.report.survival_figure import survival_figure, survival_words
from neointima.interfaces.report.templating import templates
from neointima.laboratory.folder import write_text
from neointima.laboratory.trial.compare import verdict
from neointima.laboratory.trial.compared import Compared, Curves

TITLES = {"counts": "Event rates", "summaries": "Means", "rows": "Means", "follow-up": "Time to event"}


def write_compared(compared: Compared, folder: Path, *, name: str) -> Path:
    """Write ``report.html`` into ``folder``; return its path."""
    environment = templates()
    environment.filters["verdict"] = verdict
    recommended = [one for one in compared.lines if one.recommended]
    content: dict[str, Any] = {
        "version": __version__,
        "name": name,
        "title": TITLES[compared.kind],
        "compared": compared,
        "questions": [(question, list(lines)) for question, lines in groupby(compared.lines, lambda one: one.question)],
        "headlines": [list(lines) for _, lines in groupby(recommended, lambda one: (one.effect, one.said()))],
        "figure": _figure(compared.curves) if compared.curves else "",
    }
    page = folder / "report.html"
    write_text(page, environment.get_template("compare.html").render(**content))
    return page


def _figure(curves: Curves) -> str:
    # A pair of dollar signs would be taken for mathematics.
    shown = {name.replace("$", r"\$"): curve for name, curve in curves.shown.items()}
    unit = curves.unit.replace("$", "")
    figure = survival_figure(shown, curves.ticks, unit=unit, share=curves.share, note=curves.note)
    return as_svg(figure, survival_words(curves.shown, unit=unit, share=curves.share))
