"""An angiogram with its edges, the least diameter and the stent, and the diameter along the vessel under it."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from neointima.laboratory.measuring.angiogram_view import AngiogramView

EDGE, LEAST, STENT, FAINT, INK, HEALTHY = "#ffd23f", "#ff4d4d", "#4dc3ff", "#8a8a8a", "#222222", "#2a9d55"
# Size of the picture, of the curve under it, and the margins around the curve [pixels].
WIDE, CURVE = 900, 260
LEFT, RIGHT, TOP, BOTTOM = 62, 16, 30, 42
TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)


def draw_angiogram(view: AngiogramView, stem: Path) -> str:
    """Write the picture as PNG beside ``stem``; its name."""
    path = stem.with_name(f"{stem.name}.png")
    picture(view).save(path, optimize=False)
    return path.name


def picture(view: AngiogramView) -> Image.Image:
    """Frame above, curve below."""
    rows, columns = view.greys.shape
    grow = WIDE / columns
    high = round(rows * grow)
    whole = Image.new("RGB", (WIDE, high + CURVE), "white")
    whole.paste(Image.fromarray(view.greys).resize((WIDE, high), Image.Resampling.BICUBIC).convert("RGB"), (0, 0))
    pen = ImageDraw.Draw(whole)
    _on_frame(pen, view, grow * view.zoom)
    _curve(pen, view, high)
    return whole


def _on_frame(pen: ImageDraw.ImageDraw, view: AngiogramView, grow: float) -> None:
    edges = view.edges * grow
    for edge in edges:
        pen.line([tuple(point) for point in edge], fill=EDGE, width=2)
    pen.line([tuple(edges[0, view.least]), tuple(edges[1, view.least])], fill=LEAST, width=3)
    for row in view.stent:
        if row >= 0:
            pen.line([tuple(edges[0, row]), tuple(edges[1, row])], fill=STENT, width=3)
    for line, text in enumerate((view.title, *view.said)):
        pen.text((11, 9 + 18 * line), text, fill="black", font_size=15)
        pen.text((10, 8 + 18 * line), text, fill="white", font_size=15)


def _curve(pen: ImageDraw.ImageDraw, view: AngiogramView, top: int) -> None:
    most, length = 1.15 * float(view.diameter.max()), float(view.along[-1])
    wide, high = WIDE - LEFT - RIGHT, CURVE - TOP - BOTTOM

    def place(along: float, diameter: float) -> tuple[float, float]:
        return LEFT + wide * along / length, top + TOP + high * (1 - diameter / most)

    for at in _ticks(most):
        pen.line([place(0, at), place(length, at)], fill="#dddddd")
        pen.text((LEFT - 8, place(0, at)[1]), f"{at:g}", fill=INK, anchor="rm", font_size=12)
    for at in _ticks(length):
        pen.text((place(at, 0)[0], top + CURVE - BOTTOM + 6), f"{at:g}", fill=INK, anchor="ma", font_size=12)
    low, up = view.diameter - 2 * view.error, view.diameter + 2 * view.error
    band = [place(*one) for one in zip(view.along, up, strict=True)]
    band += [place(*one) for one in zip(view.along[::-1], np.maximum(low[::-1], 0), strict=True)]
    pen.polygon(band, fill="#cfe3f2")
    pen.line([place(*one) for one in zip(view.along, view.healthy, strict=True)], fill=HEALTHY, width=1)
    pen.line([place(*one) for one in zip(view.along, view.diameter, strict=True)], fill=INK, width=2)
    for hidden in np.flatnonzero(view.is_disturbed):
        x, y = place(view.along[hidden], view.diameter[hidden])
        pen.point([(x, y), (x, y + 1), (x + 1, y)], fill=FAINT)
    for row in view.stent:
        if row >= 0:
            pen.line([place(view.along[row], 0), place(view.along[row], most)], fill=STENT, width=2)
    x, y = place(view.along[view.least], view.diameter[view.least])
    pen.ellipse([x - 5, y - 5, x + 5, y + 5], outline=LEAST, width=3)
    said = f"diameter [{view.unit}] with two standard errors; green: line through healthy vessel; blue: stent"
    pen.text((LEFT, top + 8), said, fill=INK, font_size=13)
    pen.text(
        (LEFT + wide / 2, top + CURVE - 18), f"along the vessel [{view.unit}]", fill=INK, anchor="ma", font_size=13
    )


def _ticks(most: float) -> list[float]:
    """Round numbers from zero, six or fewer."""
    step = next((one for one in TICKS if most / one <= 6), TICKS[-1] * 10)
    return [float(at) for at in np.arange(0, most, step)]
