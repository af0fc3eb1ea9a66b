"""The pictures of a report, drawn from recordings and tables as inline SVG."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any
from zlib import crc32

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

COLOURS = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
STYLE: Any = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.25,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "neointima",
}
DAY = 86400.0
ROOM, FEW = 1.06, 20
"""Height of a panel over what it shows, and animals that can be shown as large dots."""
Arms = Mapping[str, Any]
Scaled = tuple[str, float, str]


def draw(paint: Callable[[Figure], None], size: tuple[float, float]) -> str:
    """An SVG element made by ``paint``, its ids made unlike those of other figures on the page."""
    return as_svg(painted(paint, size))


def painted(paint: Callable[[Figure], None], size: tuple[float, float]) -> Figure:
    """A figure in the style of the report, made by ``paint``."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=size, layout="constrained")
        paint(figure)
    return figure


def as_svg(figure: Figure, words: str = "") -> str:
    """A figure as an SVG element with ids of its own; ``words`` are read out to those who cannot see it."""
    with mpl.rc_context(STYLE):
        text = io.StringIO()
        FigureCanvasSVG(figure).print_svg(text, metadata={"Date": None})  # type: ignore[no-untyped-call]
    svg = text.getvalue()[text.getvalue().index("<svg") :]
    mark = f"f{crc32(svg.encode()):x}"
    svg = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{mark}", svg)
    if not words:
        return svg
    end = svg.index(">")
    return f'{svg[:end]} role="img"><title>{escape(words)}</title>{svg[end + 1 :]}'


def colour(arms: Arms, arm: str) -> str:
    """The colour of an arm throughout the report."""
    return COLOURS[list(arms).index(arm) % len(COLOURS)]


def courses(arms: Arms, quantities: Sequence[Scaled]) -> str:
    """Quantities against time, one panel each: mean of each arm, and its animals as a band from least to most."""

    def paint(figure: Figure) -> None:
        rows = -(-len(quantities) // 3)
        for panel, (name, scale, label) in enumerate(quantities):
            axes = figure.add_subplot(rows, min(3, len(quantities)), panel + 1)
            for arm, recording in arms.items():
                days, values = recording.times / DAY, recording.values[name] * scale
                axes.fill_between(
                    days, values.min(axis=0), values.max(axis=0), color=colour(arms, arm), alpha=0.15, lw=0
                )
                axes.plot(days, values.mean(axis=0), color=colour(arms, arm), label=arm)
            axes.set(xlabel="day", ylabel=label, ylim=_from_zero(axes), xlim=(0, None))
            if panel == 0:
                axes.legend()

    return draw(paint, (9.5, 2.6 * -(-len(quantities) // 3)))


def _from_zero(axes: Any) -> tuple[float, float]:
    """Limits that hold zero and everything drawn, marks and caps with it."""
    low, high = (float(end) for end in axes.dataLim.intervaly)
    return ROOM * min(low, 0.0), ROOM * high if high > 0 else float(low == 0)


def fate(arms: Arms) -> str:
    """Where the dose is: on the stent, in the wall, in the blood, through the adventitia, broken down."""
    parts = ("coating_drug", "wall_drug", "lumen_drug", "adventitia_drug", "degraded_drug")
    labels = ("on the stent", "in the wall", "lost to blood", "through adventitia", "degraded")
    dosed = {arm: one for arm, one in arms.items() if one.values["coating_drug"].max() > 0}

    def paint(figure: Figure) -> None:
        for panel, (arm, one) in enumerate(dosed.items()):
            axes = figure.add_subplot(1, len(dosed), panel + 1)
            dose = one.values["coating_drug"][:, :1]
            shares = [100 * (one.values[part] / dose).mean(axis=0) for part in parts]
            axes.stackplot(one.times / DAY, shares, labels=labels, colors=COLOURS, alpha=0.85)
            axes.set(xlabel="day", ylabel="share of the dose [%]", title=arm, ylim=(0, 100), xlim=(0, None))
            axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))

    return draw(paint, (4.8 * max(1, len(dosed)), 2.8)) if dosed else ""


def profiles(arms: Arms) -> str:
    """Free drug and blocked mTORC1 across the wall at each day recorded, mean of the arm."""
    dosed = {arm: one for arm, one in arms.items() if one.values["coating_drug"].max() > 0}

    def paint(figure: Figure) -> None:
        for row, (arm, one) in enumerate(dosed.items()):
            free = figure.add_subplot(len(dosed), 2, 2 * row + 1)
            block = figure.add_subplot(len(dosed), 2, 2 * row + 2)
            shades = mpl.colormaps["viridis"](np.linspace(0, 0.9, one.days.size))
            for day, shade in enumerate(shades):
                values = {name: one.values[name][:, day].mean(axis=0) for name in ("free_drug", "mtorc1_block_profile")}
                depth = _depth(one, day)
                free.semilogy(
                    depth, np.maximum(values["free_drug"] * 1e6, 1e-4), color=shade, label=f"day {one.days[day]:g}"
                )
                block.plot(depth, values["mtorc1_block_profile"], color=shade)
            free.set(xlabel="µm outward from the internal lamina", ylabel="free drug [nmol/L]", title=arm)
            block.set(xlabel="µm outward from the internal lamina", ylabel="mTORC1 blocked", ylim=(0, 1.02))
            free.legend(fontsize=7)
            for axes in (free, block):
                axes.axvline(0, color="k", lw=0.6, ls=":")

    return draw(paint, (9.5, 2.8 * len(dosed))) if dosed else ""


def _depth(recording: Any, day: int) -> np.ndarray:
    """Mean distance from the internal elastic lamina [µm]."""
    lamina = recording.values["lamina_radius"][:, :1]
    depth: np.ndarray = 1e6 * (recording.values["radius"][:, day] - lamina).mean(axis=0)
    return depth


def animals(
    groups: Mapping[str, Mapping[str, list[float]]], known: Mapping[tuple[str, str], Any], labels: Mapping[str, str]
) -> str:
    """Every animal of every arm, mean and SD beside it, the published mean and SD where there is one."""

    def paint(figure: Figure) -> None:
        for panel, (endpoint, arms) in enumerate(groups.items()):
            axes = figure.add_subplot(-(-len(groups) // 3), min(3, len(groups)), panel + 1)
            for place, (arm, values) in enumerate(arms.items()):
                shade, jitter = COLOURS[place % len(COLOURS)], np.linspace(-0.13, 0.13, len(values))
                size = 5 if len(values) <= FEW else 3
                axes.plot(place + jitter - 0.1, values, "o", ms=size, color=shade, alpha=0.5, mew=0)
                spread = np.std(values, ddof=1) if len(values) > 1 else 0
                axes.errorbar(place + 0.12, np.mean(values), spread, fmt="D", color=shade, ms=5, capsize=3)
                if (endpoint, arm) in known:
                    mean, sd = known[endpoint, arm]
                    axes.errorbar(place + 0.28, mean, sd, fmt="s", color="k", mfc="white", ms=5, capsize=3)
            axes.set_xticks(range(len(arms)), list(arms))
            axes.set(ylabel=labels[endpoint], ylim=_from_zero(axes), xlim=(-0.5, len(arms) - 0.3))

    return draw(paint, (9.5, 3.0 * -(-len(groups) // 3)))
