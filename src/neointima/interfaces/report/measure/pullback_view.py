"""A pullback as pictures: areas along the vessel, and a page on which its surfaces are turned."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from neointima import __version__
from neointima.instruments.vtk_surface import write_surfaces
from neointima.interfaces.report.figures import as_svg, painted
from neointima.interfaces.report.templating import templates
from neointima.laboratory.folder import write_text
from neointima.laboratory.measuring.pullback_shown import ASIDE, COVERED, MALAPPOSED, UNCOVERED, PullbackView

SIZE = (7.6, 3.0)
LUMEN, STENT, TISSUE, GAP, LEAST = "#0072B2", "#6b7280", "#E69F00", "#D55E00", "#b03a00"
SOLID, CLEAR = 1, 0.32
SURFACES: dict[str, tuple[tuple[int, int, int], float]] = {
    "lumen": ((0, 114, 178), SOLID),
    "stent": ((120, 120, 120), CLEAR),
}
STRUTS = {COVERED: "#009E73", UNCOVERED: "#D55E00", MALAPPOSED: "#7b0d1e", ASIDE: "#9aa5b1"}
BARS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
# A vessel whose frames have no places is drawn this many times as long as wide.
LONG = 4.0


def draw_pullback(view: PullbackView, stem: Path) -> str:
    """Write ``stem``.svg, the chart; ``stem``.html, the page; ``stem``.vtk, the surfaces. Return the chart's name."""
    chart, vtk = area_chart(view), stem.with_name(f"{stem.name}.vtk")
    write_text(stem.with_name(f"{stem.name}.svg"), chart)
    write_surfaces(vtk, {surface.name: (surface.rings, surface.joined) for surface in view.surfaces})
    page = (
        templates()
        .get_template("pullback.html")
        .render(
            title=view.title,
            version=__version__,
            frames=len(view.frames),
            has_stent=bool(np.isfinite(view.stent).any()),
            chart=chart,
            words=words(view),
            shape=shape(view),
            vtk=vtk.name,
        )
    )
    write_text(stem.with_name(f"{stem.name}.html"), page)
    return f"{stem.name}.svg"


def area_chart(view: PullbackView) -> str:
    """Lumen and stent area along the vessel, what lies between them filled, the least lumen marked."""
    along = "mm along the vessel" if view.along == "mm" else "frame"

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        stent, lumen, places = view.stent, view.lumen, view.places
        known = np.isfinite(stent) & np.isfinite(lumen)
        if known.any():
            axes.fill_between(
                places, lumen, stent, where=known & (stent >= lumen), color=TISSUE, alpha=0.35, lw=0, label="neointima"
            )
            if np.any(lumen[known] > stent[known]):
                axes.fill_between(
                    places,
                    lumen,
                    stent,
                    where=known & (stent < lumen),
                    color=GAP,
                    alpha=0.35,
                    lw=0,
                    label="lumen beyond the stent",
                )
            axes.plot(places, stent, "o-", color=STENT, ms=2.5, lw=1.3, label="stent")
        axes.plot(places, lumen, "o-", color=LUMEN, ms=2.5, lw=1.5, label="lumen")
        least = int(np.nanargmin(lumen))
        axes.plot(places[least], lumen[least], "o", ms=9, mfc="none", mec=LEAST, mew=1.4)
        axes.set(xlabel=along, ylabel=f"area [{view.unit}²]", ylim=(0, 1.08 * np.nanmax([lumen, stent])))
        axes.legend(fontsize=7, loc="best")

    return as_svg(painted(paint, SIZE), words(view))


def words(view: PullbackView) -> str:
    """What the pictures show, for those who cannot see them."""
    least, unit = int(np.nanargmin(view.lumen)), f"{view.unit}²"
    where = f" at {view.places[least]:.1f} mm" if view.along == "mm" else ""
    said = f"Lumen area from {np.nanmin(view.lumen):.2f} to {np.nanmax(view.lumen):.2f} {unit}, least in frame "
    said += f"{view.frames[least]}{where}"
    if np.isfinite(view.stent).any():
        said += f"; stent area from {np.nanmin(view.stent):.2f} to {np.nanmax(view.stent):.2f} {unit}"
    return f"{said}."


def shape(view: PullbackView) -> dict[str, Any]:
    """What the script turns: corners of surfaces and points of struts, and a length to compare with."""
    is_true = view.unit == view.along == "mm"
    stretch = 1.0 if is_true else _stretch(view)
    surfaces = []
    for surface in view.surfaces:
        colour, share = SURFACES[surface.name]
        surfaces.append(
            {
                "name": surface.name,
                "colour": list(colour),
                "share": share,
                "around": int(surface.rings.shape[1]),
                "joined": list(surface.joined),
                "points": _flat(surface.rings, stretch),
            }
        )
    struts = [
        {"name": state, "colour": STRUTS[state], "points": _flat(points, stretch)}
        for state, points in view.struts.items()
    ]
    rings = max((len(surface.rings) for surface in view.surfaces), default=0)
    step = -(-len(view.frames) // rings) if rings else 1
    bar = _bar(view) if is_true else 0.0
    return {
        "surfaces": surfaces,
        "struts": struts,
        "bar": bar,
        "bar_label": f"{bar:g} mm",
        "left_out": step > 1,
        "step": step,
    }


def _flat(points: Any, stretch: float) -> list[float]:
    """Coordinates one after another, to a thousandth of a millimetre."""
    rounded: list[float] = np.round(points.reshape(-1, 3) * (1.0, 1.0, stretch), 3).ravel().tolist()
    return rounded


def _width(view: PullbackView) -> float:
    points = np.concatenate([surface.rings.reshape(-1, 3) for surface in view.surfaces])
    return float(np.ptp(points[:, :2], axis=0).max()) or 1.0


def _stretch(view: PullbackView) -> float:
    length = float(np.ptp(view.places))
    return LONG * _width(view) / length if length > 0 and view.surfaces else 1.0


def _bar(view: PullbackView) -> float:
    """A round length of about a third of the vessel's width."""
    wished = _width(view) / 3
    return min(BARS, key=lambda bar: abs(bar - wished))
