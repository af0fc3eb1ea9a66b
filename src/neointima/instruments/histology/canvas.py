"""Where a picture lies on the section: metres to pixels and back."""

from math import ceil
from typing import NamedTuple

import numpy as np

from neointima.geometry.section_contours import SectionContours
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

MARGIN = 60e-6
MOST_PIXELS = 100_000_000


class Canvas(NamedTuple):
    """A picture of ``rows`` × ``columns`` square pixels of side ``pixel`` [m]; ``origin`` (x, y) [m] is its corner.

    Pixel coordinates start at the top left corner of the top left pixel and grow right and down, as in QuPath and for
    ImageJ's sub-pixel outlines: x = (X − X₀) / pixel, y = (Y₀ − Y) / pixel.
    """

    pixel: float
    origin: tuple[float, float]
    rows: int
    columns: int

    def to_pixels(self, points: Array) -> Array:
        """Pixel coordinates of points (n, 2) of the section [m]."""
        return (points - np.array(self.origin)) / np.array([self.pixel, -self.pixel])

    def to_metres(self, points: Array) -> Array:
        """Points (n, 2) of the section [m] from pixel coordinates."""
        return points * np.array([self.pixel, -self.pixel]) + np.array(self.origin)


def canvas_around(contours: SectionContours, pixel: float) -> Canvas:
    """The smallest canvas that shows all outlines with a margin of 60 µm; a Mistake when it would be too large."""
    if not pixel > 0:
        raise Mistake(f"a pixel of {pixel * 1e6:g} µm: choose a size above zero, such as 1 µm")
    points = np.concatenate([contours.lumen, contours.outside, contours.external_lamina, *contours.struts])
    low, high = points.min(axis=0) - MARGIN, points.max(axis=0) + MARGIN
    columns, rows = (ceil(length / pixel) for length in (high - low).tolist())
    if rows * columns > MOST_PIXELS:
        raise Mistake(
            f"a picture of {columns} × {rows} pixels; choose a pixel larger than {pixel * 1e6:g} µm, "
            f"so that it has at most {MOST_PIXELS // 10**6} million"
        )
    return Canvas(pixel, (float(low[0]), float(high[1])), rows, columns)
