"""The annotated picture of a section: outlines over the photograph or on white, struts numbered, numbers beside."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from neointima.laboratory.measuring.section_view import SectionView
from neointima.quantities.kinds import Array

WIDTH, HEIGHT, BESIDE, MARGIN, LABEL = 560, 560, 300, 24, 20
QUALITY = 90
INK, SOFT, PAPER = (31, 41, 51), (82, 96, 109), (255, 255, 255)
COLOURS = {
    "Lumen": (0, 114, 178),
    "IEL": (0, 158, 115),
    "EEL": (230, 159, 0),
    "Stent": (120, 120, 120),
    "Endothelium": (204, 121, 167),
}
STRUT, TORN = (213, 94, 0), (200, 30, 30)
# Drawn twice as large and halved, so that lines are smooth.
FINER = 2
ROUND_LENGTHS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3)


def draw_section(view: SectionView, stem: Path) -> str:
    """Write ``stem``.jpg and return its name."""
    sheet = Image.new("RGB", (FINER * (WIDTH + BESIDE), FINER * HEIGHT), PAPER)
    pen = ImageDraw.Draw(sheet)
    low, scale = _frame(view)
    if view.photograph.size:
        _photograph(sheet, view, (low, scale))
    for name, lines in view.lines:
        for line in lines:
            _line(pen, _placed(line, low, scale), COLOURS[name])
    for strut in view.struts:
        _line(pen, _placed(strut, low, scale), STRUT)
    for gap in view.torn:
        _line(pen, _placed(gap, low, scale), TORN, width=4)
    small = _font(11 * FINER)
    middles = _placed(view.middles, low, scale)
    inward = FINER * np.array([WIDTH, HEIGHT]) / 2 - middles
    labels = middles + FINER * LABEL * inward / np.hypot(*inward.T)[:, None].clip(1.0)
    for number, at in enumerate(labels.tolist(), 1):
        pen.text(tuple(at), str(number), fill=STRUT, font=small, anchor="mm")
    _beside(pen, view, scale)
    path = stem.with_name(f"{stem.name}.jpg")
    # Four times as quick to write as PNG, and at this quality thin lines stay what they are.
    sheet.reduce(FINER).save(path, quality=QUALITY, subsampling=0)
    return path.name


def _frame(view: SectionView) -> tuple[Array, float]:
    """Corner of what is shown, and pixels in a unit."""
    points = np.concatenate([line for _, lines in view.lines for line in lines] + list(view.struts))
    low, high = points.min(axis=0), points.max(axis=0)
    size = float(max(high - low)) or 1.0
    scale = FINER * (WIDTH - 2 * MARGIN) / size
    middle = (low + high) / 2
    return middle - FINER * np.array([WIDTH, HEIGHT]) / scale / 2, scale


def _placed(points: Array, low: Array, scale: float) -> Array:
    return (points - low) * scale


def _line(pen: ImageDraw.ImageDraw, points: Array, colour: tuple[int, int, int], *, width: int = 2) -> None:
    pen.line([tuple(point) for point in points.tolist()], fill=colour, width=width * FINER, joint=None)


def _photograph(sheet: Image.Image, view: SectionView, frame: tuple[Array, float]) -> None:
    """The part of the photograph that is shown, under the outlines."""
    low, scale = frame
    pixel = view.pixel * scale
    size = (FINER * WIDTH, FINER * HEIGHT)
    corner = (low - np.array(view.corner)) / view.pixel
    # Image.transform asks where each pixel of the sheet lies on the photograph.
    back = (1 / pixel, 0.0, float(corner[0]), 0.0, 1 / pixel, float(corner[1]))
    whole = Image.fromarray(view.photograph)
    shown = whole.transform(size, Image.Transform.AFFINE, back, Image.Resampling.BILINEAR, fillcolor=PAPER)
    sheet.paste(shown, (0, 0))


def _beside(pen: ImageDraw.ImageDraw, view: SectionView, scale: float) -> None:
    """Title, colours, numbers and a length to compare with."""
    left, top = FINER * (WIDTH + 8), FINER * 20
    for part in _wrapped(view.title, 34):
        pen.text((left, top), part, fill=INK, font=_font(14 * FINER))
        top += FINER * 19
    top += FINER * 8
    shown: list[tuple[str, tuple[int, int, int]]] = [(name, COLOURS[name]) for name, _ in view.lines]
    shown += [("Struts", STRUT)] if view.struts else []
    shown += [("torn", TORN)] if view.torn else []
    for name, colour in shown:
        pen.line([(left, top + 8 * FINER), (left + 22 * FINER, top + 8 * FINER)], fill=colour, width=3 * FINER)
        pen.text((left + 30 * FINER, top), name, fill=SOFT, font=_font(12 * FINER))
        top += FINER * 17
    top += FINER * 10
    for sentence in view.said:
        for part in _wrapped(sentence, 40):
            pen.text((left, top), part, fill=INK, font=_font(12 * FINER))
            top += FINER * 17
    length = next((each for each in ROUND_LENGTHS if each * scale > 60 * FINER), ROUND_LENGTHS[-1])
    bottom = FINER * (HEIGHT - 24)
    pen.line([(left, bottom), (left + length * scale, bottom)], fill=INK, width=3 * FINER)
    pen.text((left, bottom - 20 * FINER), f"{length:g} {view.unit}", fill=INK, font=_font(12 * FINER))


def _wrapped(text: str, most: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= most:
            lines.append(line)
            line = ""
        line = f"{line} {word[:most]}".strip()
    return [*lines, line][:6]


@cache
def _font(size: int) -> Any:
    """The face that comes with matplotlib, found without loading it: Pillow's own lacks ² and ·."""
    found = find_spec("matplotlib")
    assert found and found.origin
    return ImageFont.truetype(Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf", size)
