"""Photographs of sections that nobody has traced: outlined by the program, measured, and kept for correction."""

from math import isfinite
from pathlib import Path

from neointima.instruments.segmentation.outlined import Outlined, outlined
from neointima.laboratory.measuring.measured import Measured, Wish
from neointima.laboratory.measuring.section_view import SectionView
from neointima.laboratory.measuring.sections import measured_drawing

KIND = "photograph"


def measured(path: Path, wish: Wish) -> Measured:
    """The section of a photograph, its outlines kept so that a person corrects them in QuPath and measures again."""
    found = outlined(path, wish.scale)
    result = measured_drawing(found.drawing, wish)
    views = tuple(_on_photograph(view, found) for view in result.views)
    sure = [one.values["Confidence"] for one in found.drawing.outlines if one.label != "Strut"]
    said = (
        f"{path.name}: confidence of lumen, IEL and EEL {', '.join(f'{value:.2f}' for value in sure)}; the outlines "
        "are in outlines/, to be corrected in QuPath and measured again"
    )
    return result._replace(kind=KIND, views=views, notes=(*result.notes, said), drawn=(found.drawing,))


def _on_photograph(view: SectionView, found: Outlined) -> SectionView:
    """The view with the small picture under its lines."""
    unit = found.drawing.unit
    factor = 1e3 * unit if isfinite(unit) else 1.0
    x, y = found.part.corner
    return view._replace(photograph=found.part.picture, pixel=found.part.step * factor, corner=(x * factor, y * factor))
