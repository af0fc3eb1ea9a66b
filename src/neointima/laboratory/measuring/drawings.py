"""Outlines in files: sections by themselves, or frames with places along a vessel."""

from math import isfinite
from pathlib import Path

from neointima.instruments.outlines import Drawing
from neointima.instruments.outlines.drawing_file import read_drawing
from neointima.instruments.outlines.drawn_sections import without_confidence
from neointima.laboratory.measuring.corrections import KEPT, corrections
from neointima.laboratory.measuring.kept_outlines import Beside, beside
from neointima.laboratory.measuring.measured import Measured, Wish
from neointima.laboratory.measuring.sections import classes_of, measured_drawing


def measured(path: Path, wish: Wish) -> Measured:
    """Every section of a file of outlines, or the pullback that they make where the file says where they lie.

    Where a program drew the outlines first, its scale counts, and what a person has changed since is listed.
    """
    drawing, first = read_drawing(path, classes_of(wish)), beside(path)
    if first:
        return _corrected(drawing, first, wish)
    # Who says how far frames lie apart means a pullback, whatever the file says.
    if is_series(drawing) or isfinite(wish.frame_spacing):
        from neointima.laboratory.measuring.pullback import measured_series

        return measured_series([drawing], wish, file=drawing.source)
    return measured_drawing(drawing, wish)


def _corrected(drawing: Drawing, first: Beside, wish: Wish) -> Measured:
    """Outlines that a program drew and a person may have changed: then they are that person's."""
    drawing, before = (one._replace(unit=first.pixel) for one in (drawing, first.drawing))
    changes = corrections(before, drawing, classes_of(wish))
    touched = sum(one.what != KEPT for one in changes)
    if touched:
        drawing = drawing._replace(outlines=tuple(without_confidence(one) for one in drawing.outlines))
    found = measured_drawing(drawing, wish)
    said = f"{drawing.source}: {touched} of {len(changes)} outlines changed since the program drew them"
    rows = tuple((first.picture, first.digest, *one) for one in changes)
    return found._replace(corrections=rows, notes=(*found.notes, said))


def is_series(drawing: Drawing) -> bool:
    """Whether its sections lie at different places along a vessel."""
    return len({outline.place for outline in drawing.outlines if isfinite(outline.place)}) > 1
