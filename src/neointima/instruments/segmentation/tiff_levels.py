"""TIFF, plain or pyramidal (OME-TIFF, SVS): its copies, its scale, and windows of a copy read piece by piece."""

import re
import struct
import zlib
from contextlib import contextmanager
from collections.abc import Iterator
from math import isfinite, nan
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.instruments.segmentation.optical_density import Picture
from neointima.mistake import Mistake

# Side of a pixel [m] that a microscope can have; other scales, such as 72 dots an inch, are a printer's.
PLAUSIBLE = (5e-8, 2e-5)
# Pixels of one tile or strip, and of all that must be decoded to see a copy as a whole.
MOST_A_PIECE, MOST_DECODED = 100_000_000, 400_000_000
UNITS = {"µm": 1e-6, "um": 1e-6, "nm": 1e-9, "mm": 1e-3, "cm": 1e-2, "m": 1.0, "micron": 1e-6, "inch": 0.0254}
DAMAGED = (OSError, ValueError, TypeError, KeyError, IndexError, RuntimeError, AttributeError, struct.error, zlib.error)
# A tile that the file leaves out is bare glass.
GLASS = 255


class Level(NamedTuple):
    """The ``number``-th copy of a picture, 0 the largest."""

    number: int
    columns: int
    rows: int


def levels(path: Path) -> tuple[tuple[Level, ...], float]:
    """The copies and the side of a pixel of the largest [m], nan where it is not told."""
    with _pages(path) as (pages, text):
        found = tuple(Level(number, page.imagewidth, page.imagelength) for number, page in enumerate(pages))
        pixel = _pixel(pages[0], text)
    if min(found[0].columns, found[0].rows) < 1:
        raise Mistake(f"{path.name}: a picture without pixels; export the photograph again")
    least = min(level.columns * level.rows for level in found)
    if least > MOST_DECODED:
        raise Mistake(
            f"{path.name}: {found[0].columns} × {found[0].rows} pixels and no smaller copy of them; "
            "save it as a pyramidal OME-TIFF"
        )
    kept = [level for level in found if level.columns * level.rows <= found[0].columns * found[0].rows]
    return tuple(sorted(kept, key=lambda level: -level.columns)), pixel


def read(path: Path, level: Level, window: tuple[int, int, int, int], *, times: int) -> Picture:
    """Pixels (left, top, right, bottom) of a copy, the mean of each ``times`` × ``times``, piece by piece."""
    left, top, right, bottom = window
    if (right - left) * (bottom - top) > MOST_DECODED:
        raise Mistake(
            f"{path.name}: {right - left} × {bottom - top} pixels must be decoded to see the vessel, and "
            f"{MOST_DECODED // 10**6} million may be; save it as a pyramidal OME-TIFF"
        )
    rows, columns = -(-(bottom - top) // times), -(-(right - left) // times)
    total = np.zeros((rows, columns, 3), np.uint32)
    with _pages(path) as (pages, _):
        for corner, piece in _pieces(pages[level.number], window, path.name):
            y, x = corner[0] - top, corner[1] - left
            pooled = _pooled(_pooled(piece, y, times, axis=0), x, times, axis=1)
            total[y // times : y // times + len(pooled), x // times : x // times + pooled.shape[1]] += pooled
    deep, wide = (np.minimum(times, length - np.arange(0, length, times)) for length in (bottom - top, right - left))
    return (total / np.outer(deep, wide)[..., None] + 0.5).astype(np.uint8)


def _pooled(values: NDArray[Any], first: int, times: int, *, axis: int) -> NDArray[np.uint32]:
    """Sums over the whole and broken runs of ``times`` that values from ``first`` on fall into."""
    edges = np.concatenate([[0], np.arange(times - first % times, values.shape[axis], times)])
    found: NDArray[np.uint32] = np.add.reduceat(values, edges, axis=axis, dtype=np.uint32)
    return found


def _pieces(page: Any, window: tuple[int, int, int, int], name: str) -> Iterator[tuple[tuple[int, int], Picture]]:
    """Every decoded tile or strip that meets the window, cut to it, with its row and column in the copy."""
    left, top, right, bottom = window
    deep, wide = (page.tilelength, page.tilewidth) if page.is_tiled else (page.rowsperstrip, page.imagewidth)
    deep, wide = min(deep, max(page.imagelength, page.tilelength)), max(1, wide)
    if deep * wide > MOST_A_PIECE:
        raise Mistake(f"{name}: one piece of {wide} × {deep} pixels; save it as a tiled, pyramidal OME-TIFF")
    if page.planarconfig == 2 and page.samplesperpixel > 1:
        raise Mistake(f"{name}: colours are kept in separate planes; save it as an interleaved RGB TIFF")
    across = -(-page.imagewidth // wide)
    for row in range(top // deep, -(-bottom // deep)):
        for column in range(left // wide, -(-right // wide)):
            y, x = row * deep, column * wide
            piece = _decoded(page, row * across + column, (min(deep, page.imagelength - y), min(wide, page.imagewidth - x)))
            first_row, first_column = max(top, y), max(left, x)
            yield (first_row, first_column), piece[first_row - y : bottom - y, first_column - x : right - x]


def _decoded(page: Any, number: int, shape: tuple[int, int]) -> Picture:
    offset, size = page.dataoffsets[number], page.databytecounts[number]
    if not size:
        return np.full((*shape, 3), GLASS, np.uint8)
    file = page.parent.filehandle
    file.seek(offset)
    tables = {"jpegtables": page.jpegtables} if page.jpegtables is not None else {}
    data, _, _ = page.decode(file.read(size), number, **tables)
    piece = data.reshape(-1, *data.shape[-2:])[: shape[0], : shape[1]]
    if piece.dtype != np.uint8:
        piece = (piece >> 8).astype(np.uint8) if piece.dtype == np.uint16 else piece.astype(np.uint8)
    return np.repeat(piece, 3, axis=2) if piece.shape[2] < 3 else piece[..., :3]


@contextmanager
def _pages(path: Path) -> Iterator[tuple[list[Any], str]]:
    """The first page of each copy of the largest series, and what the file says about itself."""
    import tifffile

    try:
        with tifffile.TiffFile(path) as file:
            series = max(file.series, key=lambda each: each.keyframe.imagewidth * each.keyframe.imagelength)
            pages = [level.keyframe for level in series.levels]
            if pages[0].samplesperpixel not in {1, 3, 4} or pages[0].photometric == 3 or pages[0].bitspersample not in {8, 16}:
                raise Mistake(f"{path.name}: not a picture in 8 or 16 bits of red, green and blue; save it as RGB")
            yield pages, str(file.ome_metadata or pages[0].description or "")[:1_000_000]
    except Mistake:
        raise
    except (*DAMAGED, tifffile.TiffFileError) as error:
        raise Mistake(f"{path.name}: a damaged or unusual TIFF ({type(error).__name__}); export it again") from None


def _pixel(page: Any, text: str) -> float:
    """From OME-XML, Aperio's MPP, ImageJ's unit or the resolution tag, in this order, if plausible."""
    ome = re.search(r'PhysicalSizeX="([-+.\deE]+)"', text)
    unit = re.search(r'PhysicalSizeXUnit="([^"]{1,9})"', text)
    aperio = re.search(r"MPP ?= ?([.\d]+)", text)
    named = re.search(r"unit=(\S{1,12})", text)
    dots = page.tags.get("XResolution")
    each = dots.value[1] / dots.value[0] if dots is not None and dots.value[0] else nan
    kind = page.tags.get("ResolutionUnit")
    length = {2: UNITS["inch"], 3: UNITS["cm"]}.get(int(kind.value) if kind is not None else 1, nan)
    found = nan
    if ome:
        found = float(ome[1]) * UNITS.get(unit[1] if unit else "µm", nan)
    elif aperio:
        found = float(aperio[1]) * UNITS["µm"]
    elif named:
        found = each * UNITS.get(named[1].replace("\\u00B5", "µ"), nan)
    else:
        found = each * length
    low, high = PLAUSIBLE
    return found if isfinite(found) and low <= found <= high else nan
