"""A photograph of a slide, of any size: what its header says, and parts of it at the fineness that is asked for."""

import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from neointima.instruments.segmentation import tiff_levels
from neointima.instruments.segmentation.optical_density import Picture
from neointima.instruments.segmentation.tiff_levels import PLAUSIBLE, Level
from neointima.mistake import Mistake

# First bytes of TIFF, BigTIFF, PNG and JPEG; and what a file without tiles may hold, since all of it must be decoded.
TIFF, PLAIN = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
SUFFIXES = {".tif", ".tiff", ".svs", ".png", ".jpg", ".jpeg"}
MOST_AT_ONCE = 100_000_000
INCH = 0.0254


class Photograph(NamedTuple):
    """Size in pixels, side of a pixel [m], nan where unknown, and the copies that the file holds, the largest first.

    ``in_pieces`` where it can be decoded tile by tile or strip by strip.
    """

    path: Path
    columns: int
    rows: int
    pixel: float
    levels: tuple[Level, ...]
    in_pieces: bool


class Part(NamedTuple):
    """A part of a photograph; a pixel of it is ``factor`` pixels wide, its corner lies at (``left``, ``top``)."""

    picture: Picture
    left: float
    top: float
    factor: float


def recognises(path: Path) -> bool:
    """A name and first bytes as of TIFF, PNG or JPEG."""
    if path.suffix.lower() not in SUFFIXES:
        return False
    try:
        with path.open("rb") as file:
            return file.read(8).startswith((*TIFF, *PLAIN))
    except OSError:
        return False


def photograph(path: Path) -> Photograph:
    """Read the header. A Mistake when it is no picture, is too large to decode, or has no size."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); check the path") from None
    if head.startswith(TIFF):
        levels, pixel = tiff_levels.levels(path)
        return Photograph(path, levels[0].columns, levels[0].rows, pixel, levels, True)
    if not head.startswith(PLAIN):
        raise Mistake(f"{path.name}: no TIFF, PNG or JPEG; save the photograph as one of these")
    with _opened(path) as image:
        columns, rows = image.size
        dots = image.info.get("dpi", (0, 0))[0]
    if columns * rows > MOST_AT_ONCE:
        raise Mistake(
            f"{path.name}: {columns} × {rows} pixels in one piece, and {MOST_AT_ONCE // 10**6} million can be read; "
            "save it as a pyramidal OME-TIFF"
        )
    pixel = INCH / float(dots) if dots else float("nan")
    low, high = PLAUSIBLE
    plausible = pixel if low <= pixel <= high else float("nan")
    return Photograph(path, columns, rows, plausible, (Level(0, columns, rows),), False)


def part(shown: Photograph, box: tuple[float, float, float, float], longest: int) -> Part:
    """The box (left, top, right, bottom) [pixels] of a photograph, reduced until it is at most ``longest`` or so wide.

    Read from the smallest copy that is fine enough; each pixel is the mean of those that it covers.
    """
    left, top, right, bottom = box
    wanted = max(1.0, max(right - left, bottom - top) / longest)
    level = [each for each in shown.levels if shown.columns / each.columns <= wanted * 1.001][-1]
    down = shown.columns / level.columns
    times = max(1, round(wanted / down))
    window = (
        max(0, int(left / down)),
        max(0, int(top / down)),
        min(level.columns, -int(-right // down)),
        min(level.rows, -int(-bottom // down)),
    )
    if not shown.in_pieces:
        return _plain(shown, window, times)
    picture = tiff_levels.read(shown.path, level, window, times=times)
    return Part(picture, window[0] * down, window[1] * down, times * down)


def _plain(shown: Photograph, window: tuple[int, int, int, int], times: int) -> Part:
    with _opened(shown.path) as image:
        # JPEG decodes at a half, a quarter or an eighth at once.
        image.draft("RGB", (-(-shown.columns // times), -(-shown.rows // times)))
        down = max(1, round(shown.columns / image.width))
        try:
            whole = image.convert("RGB")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            raise Mistake(f"{shown.path.name}: broken off or damaged; export the photograph again") from None
    cut = whole.crop(tuple(length // down for length in window[:2]) + tuple(-(-length // down) for length in window[2:]))
    times = max(1, times // down)
    return Part(np.asarray(cut.reduce(times)), window[0] // down * down, window[1] // down * down, times * down)


def _opened(path: Path) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # The size is checked here, with a sentence of our own.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(path, formats=("PNG", "JPEG"))
    except Image.DecompressionBombError:
        raise Mistake(
            f"{path.name}: too many pixels in one piece, {MOST_AT_ONCE // 10**6} million can be read; "
            "save it as a pyramidal OME-TIFF"
        ) from None
    except (OSError, ValueError, SyntaxError):
        raise Mistake(f"{path.name}: no picture, or a damaged one; export the photograph again") from None
