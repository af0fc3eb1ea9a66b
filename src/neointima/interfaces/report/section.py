"""The mean section of each arm, drawn to scale."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.transforms import Affine2D

from neointima.interfaces.report.figures import Arms, draw

MEDIA, NEOINTIMA, LUMEN, METAL = "#b56576", "#eaac8b", "#ffffff", "#343a40"
TURN = np.linspace(0, 2 * np.pi, 721)


def sections(arms: Arms) -> str:
    """Media, neointima, lumen and struts at the end of the run, each the mean of its arm, one millimetre marked."""

    def paint(figure: Figure) -> None:
        for panel, (arm, recording) in enumerate(arms.items()):
            axes = figure.add_subplot(1, len(arms), panel + 1)
            reach = _paint_section(axes, recording)
            axes.plot([reach - 1.0, reach], [-reach * 1.05] * 2, color="k", lw=2)
            axes.text(reach - 0.5, -reach * 1.12, "1 mm", ha="center", va="top", fontsize=8)
            axes.set(aspect="equal", xlim=(-1.1 * reach, 1.1 * reach), ylim=(-1.3 * reach, 1.1 * reach), title=arm)
            axes.axis("off")

    return draw(paint, (3.2 * len(arms), 3.4))


def _paint_section(axes: Any, recording: Any) -> float:
    """Draw one section; return its outer radius [mm]."""
    names = ("lumen_radius", "lamina_radius", "media_radius", "thickness_at_struts", "thickness_between_struts")
    lumen, lamina, media, at_struts, between = (1e3 * float(recording.last(name).mean()) for name in names)
    once = ("strut_thickness", "strut_width", "strut_depth", "struts")
    thickness, width, depth, struts = (float(recording.values[name].mean()) for name in once)
    axes.add_patch(Circle((0, 0), media, color=MEDIA, lw=0))
    axes.add_patch(Circle((0, 0), lamina, color=NEOINTIMA, lw=0))
    angles = 2 * np.pi * np.arange(round(struts)) / round(struts)
    _struts(axes, angles, outer=lamina + 1e3 * depth, size=(1e3 * width, 1e3 * thickness))
    bump = max(at_struts - 1e3 * depth - between, 0.0)
    near = np.abs((TURN[:, None] - angles + np.pi) % (2 * np.pi) - np.pi).min(axis=1) * lamina / (1e3 * width)
    edge = lumen - bump * np.exp(-(near**2))
    axes.add_patch(Polygon(np.column_stack([edge * np.cos(TURN), edge * np.sin(TURN)]), color=LUMEN, lw=0))
    axes.plot(lamina * np.cos(TURN), lamina * np.sin(TURN), color="k", lw=0.5, ls=":")
    return media


def _struts(axes: Any, angles: np.ndarray, *, outer: float, size: tuple[float, float]) -> None:
    """Rectangles of ``size`` (width, thickness) whose outer faces stand on radius ``outer`` [mm]."""
    width, thickness = size
    for angle in angles:
        strut = Rectangle((outer - thickness, -width / 2), thickness, width, color=METAL, lw=0, zorder=3)
        strut.set_transform(Affine2D().rotate(angle) + axes.transData)
        axes.add_patch(strut)
