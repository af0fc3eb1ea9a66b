"""Label images: every pixel has the number of what it belongs to, as segmentation programs write them."""

import logging
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.geometry.pixel_outlines import pixel_outlines
from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.outlines.picture_scale import Scale, png_scale, tiff_scale
from neointima.mistake import Mistake

Labels = NDArray[Any]
# Below Pillow's own limit, which only warns.
MOST_PIXELS, MOST_PAGES = 80_000_000, 2_000
SUFFIXES = (".png", ".tif", ".tiff")
# Neighbours that differ, and numbers, in a picture of few flat areas, or of many with hardly a border.
FEW, SOME_BORDERS = 64, 0.1
MANY, HARDLY_A_BORDER = 4096, 0.02
PNG = b"\x89PNG\r\n\x1a\n"
# What the library finds odd in a file is said by us, or does not matter.
logging.getLogger("tifffile").addHandler(logging.NullHandler())
SINGLE = "save the labels as one channel of whole numbers (8, 16 or 32 bits)"


class Picture(NamedTuple):
    """Pages (rows, columns) of numbers, and the scale that their file states."""

    pages: tuple[Labels, ...]
    scale: Scale


def recognises(path: Path) -> bool:
    """Whether a PNG or TIFF is a label image: one channel of whole numbers in few flat areas, no shades."""
    if path.suffix.lower() not in SUFFIXES:
        return False
    try:
        page = _picture(path, pages=1).pages[0]
    except Mistake:
        return False
    sample = page[:: max(1, page.shape[0] // 500)]
    if sample.shape[1] < 2:
        return False
    borders, numbers = float((sample[:, 1:] != sample[:, :-1]).mean()), len(np.unique(sample))
    return (numbers <= FEW and borders < SOME_BORDERS) or (numbers <= MANY and borders < HARDLY_A_BORDER)


def read_label_image(path: Path) -> Drawing:
    """Outlines along the borders of pixels, so areas are counts; 'label 128' is what has the number 128, 0 nothing.

    A region has as holes what lies in it with another number. Several pages are sections. Its unit is the side of a
    pixel where the file states a scale in earnest.
    """
    picture = _picture(path, pages=MOST_PAGES)
    outlines = []
    for number, page in enumerate(picture.pages, 1):
        section = str(number) if len(picture.pages) > 1 else ""
        try:
            regions = pixel_outlines(page)
        except Mistake as mistake:
            raise Mistake(f"{path.name}: {mistake}") from None
        outlines += [
            Outline(f"label {value}", polygons=polygons, section=section) for value, polygons in regions.items()
        ]
    if not outlines:
        raise Mistake(f"{path.name}: every pixel is 0, so nothing is labelled; export the labels again")
    notes = (picture.scale.note,) if picture.scale.note else ()
    return Drawing(path.name, tuple(outlines), picture.scale.pixel, is_pixels=True, notes=notes)


def _picture(path: Path, *, pages: int) -> Picture:
    try:
        with path.open("rb") as file:
            head = file.read(33)
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); check the path") from None
    if head.startswith(PNG):
        return _png(path, head)
    if head[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}:
        return _tiff(path, pages)
    raise Mistake(f"{path.name}: neither PNG nor TIFF; {SINGLE}")


def _png(path: Path, head: bytes) -> Picture:
    from PIL import Image

    with _damage_said(path):
        columns, rows = struct.unpack(">II", head[16:24])
        _check(rows * columns, path)
        with Image.open(path, formats=["PNG"]) as image:
            mode, info = image.mode, image.info
            array = np.asarray(image)
    if mode in {"RGB", "RGBA", "LA"}:
        colours = array[..., : 3 if mode.startswith("RGB") else 1]
        if not all(np.array_equal(colours[..., 0], colours[..., each]) for each in range(1, colours.shape[-1])):
            raise Mistake(f"{path.name}: a picture in colours; {SINGLE}")
        array = colours[..., 0]
    dots = info.get("dpi")
    per_metre = (dots[0] / 0.0254, dots[1] / 0.0254) if dots else None
    return Picture((_whole_numbers(array, path),), png_scale(per_metre, path.name))


def _tiff(path: Path, pages: int) -> Picture:
    from tifffile import TiffFile

    with _damage_said(path), TiffFile(path, is_ome=False) as file:
        several: Any = file.pages
        first = several[0]
        _check_page(first, path)
        wanted = [first]
        for page in several[1 : pages + 1]:
            if len(wanted) == pages or page.is_reduced or page.shape != first.shape or page.dtype != first.dtype:
                break
            _check_page(page, path)
            wanted.append(page)
        _check(sum(int(np.prod(page.shape)) for page in wanted), path)
        scale = tiff_scale(first, path.name)
        return Picture(tuple(_whole_numbers(page.asarray(maxworkers=1), path) for page in wanted), scale)


def _check_page(page: Any, path: Path) -> None:
    """A Mistake before anything is unpacked: all sizes are those of the header."""
    if page.samplesperpixel != 1 or page.dtype is None or page.dtype.kind not in "uib" or page.imagedepth > 1:
        raise Mistake(f"{path.name}: several channels or no whole numbers; {SINGLE}")
    _check(page.imagewidth * page.imagelength, path)
    _check((page.tilewidth or 0) * (page.tilelength or 0), path)


def _check(pixels: int, path: Path) -> None:
    if not 0 <= pixels <= MOST_PIXELS:
        raise Mistake(f"{path.name}: {pixels:.3g} pixels, more than {MOST_PIXELS:.0g}; cut out the vessel or halve it")


def _whole_numbers(array: Labels, path: Path) -> Labels:
    array = np.squeeze(array) if array.ndim > 2 else array
    if array.ndim != 2 or array.dtype.kind not in "uib" or not array.size:
        raise Mistake(f"{path.name}: not one channel of whole numbers; {SINGLE}")
    return array.astype(np.uint8) if array.dtype.kind == "b" else array


@contextmanager
def _damage_said(path: Path) -> Iterator[None]:
    try:
        yield
    except Mistake:
        raise
    except Exception:
        # Both libraries raise many kinds of error on bytes that are no picture.
        raise Mistake(f"{path.name}: damaged or cut short, so no picture; export it again") from None
