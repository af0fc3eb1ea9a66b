"""The outlines of a section, as a morphometrist traces them."""

from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array


class SectionContours(NamedTuple):
    """Closed outlines [m], each (points, 2) without repeating the first point, anticlockwise; one array a strut.

    ``lumen`` goes around struts that stand proud in it: metal counts as neointima, as in histology.
    """

    lumen: Array
    internal_lamina: Array
    external_lamina: Array
    outside: Array
    struts: tuple[Array, ...]


def polygon_area(points: Array) -> float:
    """Area within a closed outline [m²], positive when it runs anticlockwise."""
    x, y = points.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
