"""Every view has somebody who draws it."""

from pathlib import Path
from typing import Any


def draw(view: Any, stem: Path) -> str:
    """Draw a view beside ``stem`` and return the name of the file."""
    # Found when it is needed: charts take as long to load as ten sections to measure.
    if type(view).__name__ == "PullbackView":
        from neointima.interfaces.report.measure.pullback_view import draw_pullback

        return draw_pullback(view, stem)
    if type(view).__name__ == "AngiogramView":
        from neointima.interfaces.report.measure.angiogram_view import draw_angiogram

        return draw_angiogram(view, stem)
    from neointima.interfaces.report.measure.section_picture import draw_section

    return draw_section(view, stem)
