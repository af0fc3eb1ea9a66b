"""Outlines in files: sections by themselves, or frames with places along a vessel."""

from math import isfinite
from pathlib import Path

from neointima.instruments.outlines import Drawing
from neointima.instruments.outlines.drawing_file import read_drawing
from neointima.laboratory.measuring.measured import Measured, Wish
from neointima.laboratory.measuring.sections import classes_of, measured_drawing


def measured(path: Path, wish: Wish) -> Measured:
    """Every section of a file of outlines, or the pullback that they make where the file says where they lie."""
    drawing = read_drawing(path, classes_of(wish))
    # Who says how far frames lie apart means a pullback, whatever the file says.
    if is_series(drawing) or isfinite(wish.frame_spacing):
        from neointima.laboratory.measuring.pullback import measured_series

        return measured_series([drawing], wish, file=drawing.source)
    return measured_drawing(drawing, wish)


def is_series(drawing: Drawing) -> bool:
    """Whether its sections lie at different places along a vessel."""
    return len({outline.place for outline in drawing.outlines if isfinite(outline.place)}) > 1
