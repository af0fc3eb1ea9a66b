"""The page of an animal study: effect and interval before P, animals beside sections, what sections alone would say."""

from pathlib import Path
from typing import Any

from neointima import __version__
from neointima.interfaces.report.animals_figure import animals_caption, animals_figure, animals_words
from neointima.interfaces.report.figures import as_svg
from neointima.interfaces.report.templating import templates
from neointima.laboratory.animals.animal_study import AnimalStudy
from neointima.laboratory.animals.difference import WRONG
from neointima.laboratory.folder import write_text

# Figures of hundreds of outcomes make a page that no one opens.
MOST_DRAWN = 40


def write_animals(study: AnimalStudy, folder: Path) -> Path:
    """Write ``animals.html`` into ``folder``; return its path."""
    shown = [
        (one, as_svg(animals_figure(one, study.control), animals_words(one)) if place < MOST_DRAWN else "")
        for place, one in enumerate(study.outcomes)
    ]
    content: dict[str, Any] = {
        "version": __version__,
        "study": study,
        "shown": shown,
        "caption": animals_caption,
        "wrong": WRONG,
    }
    page = folder / "animals.html"
    write_text(page, templates().get_template("animals.html").render(**content))
    return page
