"""What the annotated picture of a section is drawn from."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from neointima.laboratory.measuring.traced_section import Traced
from neointima.quantities.kinds import Array

Lines = tuple[Array, ...]


class SectionView(NamedTuple):
    """Lines by class in ``unit``, each (points, 2) with y as drawn; struts by number, and their middles.

    ``torn`` are the gaps of laminae. ``said`` are the lines of text beside the section. ``photograph``
    (rows, columns, 3) is a small copy of the image that the outlines lie on, empty without one, ``pixel`` its pixel and
    ``corner`` (x, y) where it begins, in ``unit``.
    """

    title: str
    lines: tuple[tuple[str, Lines], ...]
    struts: Lines
    middles: Array
    scores: Array
    torn: Lines
    said: tuple[str, ...]
    unit: str
    photograph: NDArray[np.uint8] = np.zeros((0, 0, 3), np.uint8)
    pixel: float = 1.0
    corner: tuple[float, float] = (0.0, 0.0)


def section_view(read: Traced, *, title: str, said: tuple[str, ...], unit: str) -> SectionView:
    """The view of a section whose coordinates are in metres, or in pixels where ``unit`` is 'px'."""
    factor, drawn = 1.0 if unit == "px" else 1e3, read.drawn
    layers = (
        ("EEL", drawn.external_lamina),
        ("IEL", drawn.internal_lamina),
        ("Stent", drawn.stent),
        ("Lumen", drawn.lumen),
        ("Endothelium", drawn.endothelium),
    )
    middles = [shapely.get_coordinates(strut.centroid)[0] for strut in drawn.struts]
    return SectionView(
        title=title,
        lines=tuple((name, _lines(shape, factor)) for name, shape in layers if not shape.is_empty),
        struts=tuple(line for strut in drawn.struts for line in _lines(strut, factor)),
        middles=factor * np.array(middles).reshape(-1, 2),
        scores=read.scores,
        torn=_lines(drawn.torn_internal, factor) + _lines(drawn.torn_external, factor),
        said=said,
        unit=unit,
    )


def _lines(shape: Geometry, factor: float) -> Lines:
    """Every line of a shape; of areas their borders."""
    lines = shape.boundary if shape.geom_type.endswith("Polygon") else shape
    return tuple(factor * shapely.get_coordinates(line) for line in shapely.get_parts(lines) if not line.is_empty)
