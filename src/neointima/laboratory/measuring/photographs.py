"""Photographs of sections that nobody has traced: outlined by the program, measured, and kept for correction."""

from math import isfinite
from pathlib import Path

from neointima.instruments.segmentation.outlined import CONFIDENCE, Outlined, outlined
from neointima.laboratory.measuring.measured import Measured, Wish
from neointima.laboratory.measuring.section_view import SectionView
from neointima.laboratory.measuring.sections import measured_drawing

KIND = "photograph"


def measured(path: Path, wish: Wish) -> Measured:
    """The sections of a photograph, their outlines kept so that a person corrects them in QuPath and measures again."""
    found = outlined(path, wish.scale)
    result = measured_drawing(found.drawing, wish)
    views = tuple(_on_photograph(view, found) for view in result.views)
    said = tuple(_said(path, name, found) for name in found.parts)
    return result._replace(kind=KIND, views=views, notes=(*result.notes, *said), drawn=(found.drawing,))


def _said(path: Path, name: str, found: Outlined) -> str:
    lines = [one for one in found.drawing.outlines if one.section == name and one.label != "Strut"]
    sure = ", ".join(f"{one.label} {one.values[CONFIDENCE]:.2f}" for one in lines)
    return (
        f"{path.name}{f' › {name}' if name else ''}: confidence of {sure}; the outlines are in outlines/, to be "
        "corrected in QuPath and measured again"
    )


def _on_photograph(view: SectionView, found: Outlined) -> SectionView:
    """The view with the small picture under its lines."""
    unit = found.drawing.unit
    factor = 1e3 * unit if isfinite(unit) else 1.0
    name = view.title.rpartition(" · ")[2] if len(found.parts) > 1 else ""
    part = found.parts[name]
    x, y = part.corner
    return view._replace(photograph=part.picture, pixel=part.step * factor, corner=(x * factor, y * factor))
