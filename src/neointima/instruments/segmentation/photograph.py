"""A photograph of a section of any size, of which only as much is read as is looked at."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.instruments.outlines.picture_scale import INCH, Scale, png_scale
from neointima.instruments.segmentation.tiff_bands import tiff_levels
from neointima.mistake import Mistake

Picture = NDArray[np.uint8]
Box = tuple[int, int, int, int]
TIFF, OTHERS = (".tif", ".tiff", ".svs", ".ndpi"), (".png", ".jpg", ".jpeg", ".bmp")
SUFFIXES = (*TIFF, *OTHERS)
# Pictures without tiles are unpacked whole: 0.6 GB at three bytes a pixel.
MOST_PIXELS = 200_000_000
SMALLEST = 64
DAMAGED = (ValueError, OSError, LookupError, TypeError, AttributeError, SyntaxError, ArithmeticError, EOFError)


class Part(NamedTuple):
    """A picture (rows, columns, 3) in which a pixel is ``step`` pixels of the whole, beginning at ``corner`` (x, y)."""

    picture: Picture
    corner: tuple[float, float]
    step: float


class Photograph(NamedTuple):
    """Size [pixels], the side of a pixel [m] or nan, and ``read``, which reads a box (x, y, x, y) about so long."""

    name: str
    rows: int
    columns: int
    scale: Scale
    read: Callable[[Box, int], Part]

    def whole(self, longest: int) -> Part:
        """All of it, its longer side ``longest`` pixels or up to twice as many."""
        return self.read((0, 0, self.columns, self.rows), longest)


def recognises(path: Path) -> bool:
    """Whether a file is a picture by its suffix; one in few flat colours may be labels, which are asked for first."""
    return path.suffix.lower() in SUFFIXES


def photograph(path: Path) -> Photograph:
    """Look at the head of a file. A Mistake when it is no colour picture, or cannot be read piece by piece."""
    try:
        return _tiff(path) if path.suffix.lower() in TIFF else _other(path)
    except Mistake:
        raise
    except MemoryError:
        raise Mistake(f"{path.name}: too large for the memory there is; save it as a tiled, pyramidal TIFF") from None
    except DAMAGED as error:
        raise Mistake(f"{path.name}: cannot be read as a picture ({str(error)[:80]}); save it again") from None


def _tiff(path: Path) -> Photograph:
    levels = tiff_levels(path)
    first = levels[0]
    _check_size(path, first.rows, first.columns)

    def read(box: Box, longest: int) -> Part:
        side = max(box[2] - box[0], box[3] - box[1])
        wide_enough = [level for level in levels if side * level.columns / first.columns >= longest]
        level = min(wide_enough, key=lambda one: one.columns, default=first)
        share = level.columns / first.columns
        own = tuple(round(each * share) for each in box)
        step = max(1, int(side * share / longest))
        picture = level.read((own[0], own[1], own[2], own[3]), step)
        return Part(picture, (own[0] / share, own[1] / share), step / share)

    return Photograph(path.name, first.rows, first.columns, first.scale, _safely(path, read))


def _other(path: Path) -> Photograph:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path) as head:
        columns, rows = head.size
        dots = head.info.get("dpi")
    _check_size(path, rows, columns)
    if rows * columns > MOST_PIXELS:
        raise Mistake(
            f"{path.name}: {columns} × {rows} pixels, and a picture without tiles is unpacked whole; save it as a "
            "tiled, pyramidal TIFF"
        )
    per_metre = None if dots is None else (float(dots[0]) / INCH, float(dots[1]) / INCH)
    scale = png_scale(per_metre, path.name) if per_metre else Scale()

    def read(box: Box, longest: int) -> Part:
        step = max(1, int(max(box[2] - box[0], box[3] - box[1]) / longest))
        with Image.open(path) as image:
            image.draft("RGB", (columns // step, rows // step))
            reduced = image.size[0] / columns
            part = _on_white(image).crop(tuple(round(each * reduced) for each in box))
        left = max(1, int(step * reduced))
        return Part(np.asarray(part.reduce(left)), (float(box[0]), float(box[1])), left / reduced)

    return Photograph(path.name, rows, columns, scale, _safely(path, read))


def _on_white(image: Any) -> Any:
    """The picture in three colours, what is transparent on white."""
    from PIL import Image

    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, clear).convert("RGB")
    return image.convert("RGB")


def _check_size(path: Path, rows: int, columns: int) -> None:
    if min(rows, columns) < SMALLEST:
        raise Mistake(f"{path.name}: {columns} × {rows} pixels, too few to find a vessel in; take a larger picture")


def _safely(path: Path, read: Callable[[Box, int], Part]) -> Callable[[Box, int], Part]:
    """Damage that shows only where pixels are unpacked is a Mistake too."""

    def reading(box: Box, longest: int) -> Part:
        try:
            return read(box, longest)
        except Mistake:
            raise
        except MemoryError:
            raise Mistake(f"{path.name}: too large for the memory there is; save it as a pyramidal TIFF") from None
        except Exception as error:
            # Decoders of many kinds, each with errors of its own.
            raise Mistake(f"{path.name}: damaged, or packed in a way not known ({str(error)[:80]})") from None

    return reading
