"""Which tissue lies at each pixel, and how deep within its layer."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy.ndimage import distance_transform_edt

from neointima.geometry.section_contours import SectionContours
from neointima.instruments.histology.canvas import Canvas
from neointima.quantities.kinds import Array

Bytes = NDArray[np.uint8]
Depths = NDArray[np.float32]
BLANK, ADVENTITIA, MEDIA, NEOINTIMA, STRUT = range(5)
GRID = 7e-6


class Regions(NamedTuple):
    """``tissue`` (rows, columns) holds the region of each pixel.

    Depths [m] stand on every ``step``-th pixel: into the media from the internal lamina and from the external one,
    into the adventitia from the external lamina and from outside.
    """

    tissue: Bytes
    step: int
    media_within: Depths
    media_without: Depths
    adventitia_within: Depths
    adventitia_without: Depths


def regions(contours: SectionContours, canvas: Canvas) -> Regions:
    """Outlines filled from outside to inside, and struts on top; a pixel belongs where its middle lies."""
    tissue = _filled(contours, canvas)
    step = max(1, round(GRID / canvas.pixel))
    outlines = [contours.outside, contours.external_lamina, contours.internal_lamina]
    outside, external, internal = (_within(outline, canvas, step) for outline in outlines)
    side = step * canvas.pixel
    depths = (~internal, external, ~external, outside)
    return Regions(tissue, step, *((distance_transform_edt(inside) * side).astype(np.float32) for inside in depths))


def _filled(contours: SectionContours, canvas: Canvas) -> Bytes:
    image = Image.new("L", (canvas.columns, canvas.rows), BLANK)
    draw = ImageDraw.Draw(image)
    for outline, region in (
        (contours.outside, ADVENTITIA),
        (contours.external_lamina, MEDIA),
        (contours.internal_lamina, NEOINTIMA),
        (contours.lumen, BLANK),
        *((strut, STRUT) for strut in contours.struts),
    ):
        _fill(draw, canvas.to_pixels(outline) - 0.5, region)
    return np.asarray(image)


def _within(outline: Array, canvas: Canvas, step: int) -> NDArray[np.bool_]:
    image = Image.new("L", (-(-canvas.columns // step), -(-canvas.rows // step)), 0)
    _fill(ImageDraw.Draw(image), (canvas.to_pixels(outline) - 0.5) / step, 1)
    return np.asarray(image) > 0


def _fill(draw: ImageDraw.ImageDraw, points: Array, value: int) -> None:
    draw.polygon([(x, y) for x, y in points.tolist()], fill=value)
