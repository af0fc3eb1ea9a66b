"""A drawing as a label image: every pixel has the number of what it belongs to."""

import re
from collections.abc import Mapping
from math import ceil, isfinite
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neointima.geometry.pixels_within import pixels_within
from neointima.geometry.section_contours import polygon_area
from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.outlines.label_image import MOST_PIXELS
from neointima.instruments.whole_file import whole_file
from neointima.mistake import Mistake

LARGEST_LABEL = 65_535
MICRO = 1e6


def write_label_image(
    path: Path, drawing: Drawing, *, pixel: float = 1.0, shape: tuple[int, int] | None = None
) -> Mapping[str, int]:
    """Write closed outlines to a PNG or an OME-TIFF, whole or not at all; which number each label has is returned.

    ``pixel`` is the side of a pixel in the drawing's unit, and ``shape`` rows and columns, else the smallest that
    holds all. A pixel belongs to what holds its middle; smaller areas lie on larger ones, so a layer's pixels are what
    its inner ones leave. 'label 128' keeps its number, others are counted from 1. The scale is written where the
    drawing has a unit. A Mistake where outlines lie outside, or belong to several sections.
    """
    outlines = [outline for outline in drawing.outlines if outline.polygons]
    if not outlines or len({outline.section for outline in outlines}) > 1:
        raise Mistake(f"{path.name}: a label image holds the closed outlines of one section; write each to its own")
    rows, columns = shape or _shape(outlines, pixel)
    low = min(float(ring.min()) for outline in outlines for polygon in outline.polygons for ring in polygon)
    if not 0 < rows * columns <= MOST_PIXELS or low < 0 or not isfinite(low):
        raise Mistake(
            f"{path.name}: {rows} × {columns} pixels cannot hold the outlines; move them right of and below the "
            f"origin, and choose a pixel so that there are at most {MOST_PIXELS:.0g}"
        )
    numbers = _numbers(outlines, path)
    labels = np.zeros((rows, columns), dtype=np.uint8 if max(numbers.values()) < 256 else np.uint16)
    for outline in sorted(outlines, key=_area, reverse=True):
        rings = [ring / pixel for polygon in outline.polygons for ring in polygon]
        labels[pixels_within(rings, rows, columns)] = numbers[outline.label]
    scale = pixel * drawing.unit
    with whole_file(path) as part:
        _write_png(part, labels, scale) if path.suffix.lower() == ".png" else _write_tiff(part, labels, scale)
    return numbers


def _area(outline: Outline) -> float:
    """What the outer rings enclose, holes and all."""
    return sum(abs(polygon_area(polygon[0] - polygon[0][0])) for polygon in outline.polygons)


def _shape(outlines: list[Outline], pixel: float) -> tuple[int, int]:
    points = np.concatenate([polygon[0] for outline in outlines for polygon in outline.polygons])
    if not (pixel > 0 and np.all(np.isfinite(points))):
        raise Mistake(f"a pixel of {pixel:g}: choose a size above zero, and finite coordinates")
    columns, rows = (ceil(each) for each in (points.max(axis=0) / pixel).tolist())
    return rows, columns


def _numbers(outlines: list[Outline], path: Path) -> dict[str, int]:
    labels = list(dict.fromkeys(outline.label for outline in outlines))
    said = {label: re.fullmatch(r"label (\d{1,5})", label) for label in labels}
    numbers = {label: int(found.group(1)) for label, found in said.items() if found}
    free = (number for number in range(1, LARGEST_LABEL + 1) if number not in set(numbers.values()))
    for label in labels:
        numbers.setdefault(label, next(free, LARGEST_LABEL + 1)) if label not in numbers else None
    if max(numbers.values()) > LARGEST_LABEL:
        raise Mistake(f"{path.name}: more than {LARGEST_LABEL} labels; write them to several images")
    return numbers


def _write_png(part: Path, labels: NDArray[Any], scale: float) -> None:
    from PIL import Image

    dots = {"dpi": (0.0254 / scale, 0.0254 / scale)} if scale > 0 else {}
    Image.fromarray(labels).save(part, format="PNG", **dots)


def _write_tiff(part: Path, labels: NDArray[Any], scale: float) -> None:
    from tifffile import TiffWriter

    metadata: dict[str, Any] = {"axes": "YX"}
    resolution: dict[str, Any] = {}
    if scale > 0:
        metadata |= {f"PhysicalSize{axis}": scale * MICRO for axis in "XY"}
        metadata |= {f"PhysicalSize{axis}Unit": "µm" for axis in "XY"}
        resolution = {"resolution": (0.01 / scale, 0.01 / scale), "resolutionunit": "CENTIMETER"}
    with TiffWriter(part, ome=True) as file:
        file.write(labels, photometric="minisblack", compression="zlib", metadata=metadata, **resolution)
