"""The page of a network: each treatment against one, the network, ranks, and whether the evidence agrees."""

from pathlib import Path
from typing import Any

from neointima import __version__
from neointima.interfaces.report.figures import as_svg
from neointima.interfaces.report.network_figure import against_figure, against_words, network_figure, network_words
from neointima.interfaces.report.templating import templates
from neointima.laboratory.folder import write_text
from neointima.laboratory.pooling.joined import Joined
from neointima.laboratory.trial.line import POINTS, figure, p_words


def write_network(of: Joined, folder: Path) -> Path:
    """Write ``report.html`` into ``folder``; return its path."""
    question = of.question
    measure = question.effect.replace(f"[{POINTS}]", "(share)").replace("$", r"\$")
    sides = {"left": f"less {question.quantity}", "right": f"more {question.quantity}"}
    differences = [one._replace(first=one.first.replace("$", r"\$")) for one in of.against]
    drawn = of.arms._replace(treatments=tuple(name.replace("$", r"\$") for name in of.arms.treatments))
    shown = against_figure(differences, measure=measure, is_log=question.is_log, level=of.level, **sides)
    content: dict[str, Any] = {
        "version": __version__,
        "of": of,
        "against": as_svg(shown, against_words(of.against, measure=measure, is_log=question.is_log)),
        "network": as_svg(network_figure(drawn), network_words(of.arms)),
        "figure": lambda value: figure(of.seen(value), question.unit),
        "p_words": p_words,
    }
    page = folder / "report.html"
    write_text(page, templates().get_template("network.html").render(**content))
    return page
