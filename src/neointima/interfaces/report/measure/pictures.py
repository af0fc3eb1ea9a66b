"""Every view has somebody who draws it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from neointima.interfaces.report.measure.pullback_view import draw_pullback
from neointima.interfaces.report.measure.section_picture import draw_section
from neointima.laboratory.measuring.pullback_shown import PullbackView
from neointima.laboratory.measuring.section_view import SectionView

DRAWN_BY: dict[type, Callable[[Any, Path], str]] = {SectionView: draw_section, PullbackView: draw_pullback}


def draw(view: Any, stem: Path) -> str:
    """Draw a view beside ``stem`` and return the name of the file."""
    return DRAWN_BY[type(view)](view, stem)
