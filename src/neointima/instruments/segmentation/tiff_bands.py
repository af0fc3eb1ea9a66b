"""TIFF pictures read a row of tiles at a time, and only the tiles that are looked at."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.instruments.outlines.picture_scale import Scale, tiff_scale
from neointima.mistake import Mistake

Picture = NDArray[np.uint8]
Box = tuple[int, int, int, int]
MOST_LEVELS, MOST_TILES = 40, 5_000_000
# A tile or strip is unpacked whole, and a row of them is held [bytes].
LARGEST_TILE, LARGEST_BAND = 200_000_000, 600_000_000
# Of one level a box is read; a larger one takes too long [pixels].
MOST_READ = 2_000_000_000
COLOURS = ("RGB", "YCBCR", "PALETTE", "CFA")


class Level(NamedTuple):
    """One copy of a picture: its number in the file, its size, and the scale where it is the largest copy."""

    path: Path
    number: int
    rows: int
    columns: int
    scale: Scale

    def read(self, box: Box, step: int) -> Picture:
        """Mean of every ``step`` × ``step`` pixels of a box (x, y, x, y), (rows, columns, 3)."""
        import tifffile

        with tifffile.TiffFile(self.path) as file:
            page: Any = file.series[0].levels[self.number].keyframe
            left, top, right, bottom = (
                max(0, box[0]),
                max(0, box[1]),
                min(self.columns, box[2]),
                min(self.rows, box[3]),
            )
            if (right - left) * (bottom - top) > MOST_READ:
                raise Mistake(f"{self.path.name}: no smaller copies inside; save it as a pyramidal TIFF")
            return _reduced(page, (left, top, right, bottom), step)


def tiff_levels(path: Path) -> list[Level]:
    """Copies of the first picture of a file, the largest first; a Mistake without colours or with huge tiles."""
    import tifffile

    logging.getLogger("tifffile").setLevel(logging.CRITICAL)
    with tifffile.TiffFile(path) as file:
        series = file.series[0]
        levels: list[Level] = []
        for number, level in enumerate(series.levels[:MOST_LEVELS]):
            page: Any = level.keyframe
            _check(page, path)
            scale = tiff_scale(file.pages[0], path.name) if not levels else Scale()
            levels.append(Level(path, number, page.imagelength, page.imagewidth, scale))
    return sorted(levels, key=lambda level: -level.columns)


def _check(page: Any, path: Path) -> None:
    """What can be refused before anything is unpacked."""
    rows, columns = int(page.imagelength), int(page.imagewidth)
    if page.photometric.name not in COLOURS or page.samplesperpixel < 3 or int(page.planarconfig) != 1:
        raise Mistake(f"{path.name}: not a picture in colours that lie together (RGB); save it as RGB")
    if page.dtype is None or page.dtype.itemsize > 2 or page.dtype.kind != "u":
        raise Mistake(f"{path.name}: its colours are not numbers of 8 or 16 bits; save it as 8-bit RGB")
    tall, wide = _tile(page)
    bytes_of = page.samplesperpixel * page.dtype.itemsize
    tiles = -(-rows // tall) * -(-columns // wide)
    if len(page.dataoffsets) < tiles or tiles > MOST_TILES:
        raise Mistake(f"{path.name}: says {columns} × {rows} pixels and does not hold them; save it again")
    if tall * wide * bytes_of > LARGEST_TILE or tall * columns * bytes_of > LARGEST_BAND:
        raise Mistake(
            f"{path.name}: {columns} × {rows} pixels in pieces too large to unpack; save it as a tiled, pyramidal TIFF"
        )


def _tile(page: Any) -> tuple[int, int]:
    """Rows and columns of a tile, or of a strip."""
    if page.is_tiled:
        return int(page.tilelength), int(page.tilewidth)
    return min(int(page.rowsperstrip), int(page.imagelength)), int(page.imagewidth)


def _reduced(page: Any, box: Box, step: int) -> Picture:
    """The box, every ``step`` × ``step`` pixels as one, a row of tiles at a time."""
    from PIL import Image

    left, top, right, bottom = box
    rows, columns = (bottom - top) // step, (right - left) // step
    found = np.empty((rows, columns, 3), np.uint8)
    held: NDArray[np.uint8] = np.empty((0, right - left, 3), np.uint8)
    done = 0
    for band in _bands(page, box):
        held = np.concatenate([held, band]) if held.size else band
        whole = min(len(held) // step, rows - done)
        if whole:
            piece = Image.fromarray(held[: whole * step, : columns * step])
            found[done : done + whole] = np.asarray(piece.reduce(step))
            held, done = held[whole * step :], done + whole
    return found


def _bands(page: Any, box: Box) -> Iterator[Picture]:
    """The box a row of tiles at a time, (rows, columns, 3)."""
    left, top, right, bottom = box
    tall, wide = _tile(page)
    across = -(-int(page.imagewidth) // wide)
    for row in range(top // tall, -(-bottom // tall)):
        first, last = left // wide, -(-right // wide)
        band = np.full((tall, (last - first) * wide, 3), 255, np.uint8)
        for column in range(first, last):
            tile = _unpacked(page, row * across + column)
            if tile is not None:
                place = (column - first) * wide
                tile = tile[:tall, : band.shape[1] - place]
                band[: len(tile), place : place + tile.shape[1]] = tile
        low, high = max(top - row * tall, 0), min(bottom - row * tall, tall)
        yield band[low:high, left - first * wide : right - first * wide]


def _unpacked(page: Any, number: int) -> Picture | None:
    """One tile or strip in eight bits; None of one that was left out, which is blank."""
    offset, length = page.dataoffsets[number], page.databytecounts[number]
    if not length:
        return None
    # Asking a page for its decoder reads tags, and so moves the file: first of all.
    decode, tables, head = page.decode, page.jpegtables, page.jpegheader
    file = page.parent.filehandle
    file.seek(offset)
    tile, *_ = decode(file.read(length), number, jpegtables=tables, jpegheader=head)
    if tile is None:
        return None
    tile = tile.reshape(tile.shape[-3:])[..., :3]
    return (tile >> 8).astype(np.uint8) if tile.dtype.itemsize == 2 else tile
