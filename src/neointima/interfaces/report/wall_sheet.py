"""A sheet of maps: panels placed by hand in inches, which is ten times as fast as a layout, and the PNG it becomes."""

import io
from base64 import b64encode
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Colormap
from matplotlib.figure import Figure
from PIL import Image

METAL, INK = "#9aa5b1", "#1f2933"
WIDE, NAME, TIME, GAP, FOOT = 9.8, 0.3, 0.24, 0.07, 0.75
"""Inches: of a sheet, an arm's name, a time over a map, between maps, and the scale of colours at the foot."""
SHADES, GREYS = 208, 40


class Box(NamedTuple):
    """A place on a sheet [inch], from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


class Sheet:
    """A picture that fills up with panels."""

    def __init__(self, height: float, dots: int) -> None:
        """An empty sheet ``height`` inches high with ``dots`` to the inch."""
        self.height = height
        self.figure = Figure(figsize=(WIDE, height), dpi=dots)
        self.canvas = FigureCanvasAgg(self.figure)

    def panel(self, box: Box, window: tuple[float, float, float, float]) -> Any:
        """An empty panel that shows ``window`` (left, right, bottom, top), without axes."""
        axes = self.figure.add_axes(self._share(box))
        axes.set(xlim=window[:2], ylim=window[2:], aspect="equal")
        axes.set_axis_off()
        return axes

    def words(self, at: tuple[float, float], text: str, **style: Any) -> Any:
        """Words at a place in inches from the upper left corner."""
        look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 9, "color": INK} | style
        return self.figure.text(at[0] / WIDE, 1 - at[1] / self.height, text, **look)

    def scale(self, mesh: Any, box: Box, label: str, *, is_open: bool) -> None:
        """What the colours of ``mesh`` mean; ``is_open`` where values lie beyond both ends."""
        axes = self.figure.add_axes(self._share(box))
        extend = "both" if is_open else "neither"
        shown = self.figure.colorbar(mesh, cax=axes, orientation="horizontal", extend=extend)
        shown.set_label(label, fontsize=9, labelpad=1)
        shown.ax.tick_params(labelsize=8)
        if is_open:
            shown.ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")

    def png(self, colours: Sequence[str]) -> bytes:
        """The sheet as a PNG of 256 colours, a third of the size: shades of ``colours``, greys and metal."""
        self.canvas.draw()  # type: ignore[no-untyped-call]
        schemes: list[Colormap] = [mpl.colormaps[name] for name in colours]
        shades = [scheme(np.linspace(0, 1, SHADES // len(schemes)), bytes=True)[:, :3] for scheme in schemes]
        greys = np.linspace(0, 255, GREYS).astype(np.uint8)[:, None].repeat(3, axis=1)
        metal = np.array([[int(METAL[place : place + 2], 16) for place in (1, 3, 5)]], dtype=np.uint8)
        palette = Image.new("P", (1, 1))
        palette.putpalette(np.concatenate([*shades, greys, metal]).tobytes())
        drawn = np.asarray(self.canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        file = io.BytesIO()
        image = Image.fromarray(drawn).convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE)
        image.save(file, "PNG", optimize=True)
        return file.getvalue()

    def _share(self, box: Box) -> tuple[float, float, float, float]:
        """A place as shares of the sheet, from its lower left corner."""
        bottom = self.height - box.top - box.height
        return box.left / WIDE, bottom / self.height, box.width / WIDE, box.height / self.height


def address(image: bytes) -> str:
    """A PNG as an address that holds it."""
    return "data:image/png;base64," + b64encode(image).decode()


def embedded(image: bytes, title: str) -> str:
    """A PNG as an element of the page; ``title`` is read out to those who cannot see it."""
    return f'<img src="{address(image)}" alt="{escape(title)}">'
