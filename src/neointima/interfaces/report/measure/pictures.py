"""Every view has somebody who draws it."""

from pathlib import Path
from typing import Any

from neointima.interfaces.report.measure.section_picture import draw_section
from neointima.laboratory.measuring.section_view import SectionView

DRAWN_BY = {SectionView: draw_section}


def draw(view: Any, stem: Path) -> str:
    """Draw a view beside ``stem`` and return the name of the file."""
    return DRAWN_BY[type(view)](view, stem)
