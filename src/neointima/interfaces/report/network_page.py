"""The page of a network of stents: each against bare metal, the network, ranks, and whether the evidence agrees."""

from pathlib import Path
from typing import Any

from neointima import __version__
from neointima.interfaces.report.figures import as_svg
from neointima.interfaces.report.network_figure import against_figure, against_words, network_figure, network_words
from neointima.interfaces.report.templating import templates
from neointima.laboratory.folder import write_text
from neointima.laboratory.pooling.stents import BARE, Stents, inconsistency_words, said_of
from neointima.laboratory.trial.line import amount, p_words

MEASURE = f"in-stent late loss less that of {BARE} [mm]"


def write_network(of: Stents, folder: Path) -> Path:
    """Write ``report.html`` into ``folder``; return its path."""
    sides = {"left": "less late loss", "right": "more late loss"}
    content: dict[str, Any] = {
        "version": __version__,
        "of": of,
        "bare": BARE,
        "against": as_svg(
            against_figure(of.against, measure=MEASURE, **sides), against_words(of.against, measure=MEASURE)
        ),
        "network": as_svg(network_figure(of.arms), network_words(of.arms)),
        "inconsistency": inconsistency_words(of),
        "said_of": said_of,
        "amount": amount,
        "p_words": p_words,
    }
    page = folder / "report.html"
    write_text(page, templates().get_template("network.html").render(**content))
    return page
