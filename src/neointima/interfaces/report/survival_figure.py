"""The picture of time to event: curves of the arms, with the numbers at risk under them."""

from collections.abc import Mapping
from itertools import cycle
from textwrap import shorten
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from neointima.analysis.time_to_event.shown_curve import ShownCurve
from neointima.interfaces.report.figures import COLOURS, painted
from neointima.quantities.kinds import Array

PERCENT, WIDTH, CURVES_HEIGHT, ROW_HEIGHT = 100.0, 7.0, 3.3, 0.21
LONGEST_NAME, MOST_MARKS = 34, 60
Curves = Mapping[str, ShownCurve]


def survival_figure(
    curves: Curves, ticks: Array, *, unit: str, share: str, note: str = "", width: float = WIDTH
) -> Figure:
    """``share`` names what the curves are of, ``unit`` that of time; ``note`` stands in the picture, as a test does.

    Curves that begin at the top are survival and are shown from 0 to 100 %; those that rise have a scale of their own.
    Short strokes are patients who left without an event; a curve with too many of them goes without.
    """

    def paint(figure: Figure) -> None:
        heights = [CURVES_HEIGHT, ROW_HEIGHT * (len(curves) + 1)]
        upper, lower = figure.subplots(2, 1, gridspec_kw={"height_ratios": heights})
        for (name, curve), shade in zip(curves.items(), cycle(COLOURS), strict=False):
            _paint_curve(upper, curve, shade, label=_short(name))
        upper.set(xlim=(0, ticks[-1]), ylim=(0, _top(curves)), xlabel=f"time [{unit}]", ylabel=f"{share} [%]")
        upper.set_xticks(ticks)
        rises = all(curve.value[0] == 0 for curve in curves.values())
        upper.legend(loc="upper left" if rises else "lower left")
        if note:
            # In the corner that the curves leave free.
            place = (0.99, 0.03) if rises else (0.99, 0.97)
            upper.text(*place, note, transform=upper.transAxes, ha="right", va="bottom" if rises else "top")
        _paint_numbers(lower, curves, ticks)

    return painted(paint, (width, CURVES_HEIGHT + ROW_HEIGHT * (len(curves) + 2)))


def survival_words(curves: Curves, *, unit: str, share: str) -> str:
    """The figure in a sentence: each arm's last value and when that was."""
    parts = []
    for name, curve in curves.items():
        known = np.flatnonzero(np.isfinite(curve.value))[-1]
        parts.append(f"{name} {PERCENT * curve.value[known]:.1f} % at {curve.time[known]:g} {unit}")
    return f"{share} over time: {'; '.join(parts)}."


def _paint_curve(axes: Any, curve: ShownCurve, shade: str, *, label: str) -> None:
    limits = (PERCENT * curve.lower, PERCENT * curve.upper)
    axes.fill_between(curve.time, *limits, step="post", color=shade, alpha=0.13, lw=0)
    axes.step(curve.time, PERCENT * curve.value, where="post", color=shade, label=label, lw=1.6)
    if curve.censored.size <= MOST_MARKS:
        place = np.searchsorted(curve.time, curve.censored, side="right") - 1
        axes.plot(curve.censored, PERCENT * curve.value[place], "|", color=shade, ms=6, mew=1)


def _paint_numbers(axes: Any, curves: Curves, ticks: Array) -> None:
    """A row of numbers for each arm, under the ticks of the curves."""
    axes.set(xlim=(0, ticks[-1]), ylim=(len(curves) - 0.5, -0.5))
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.set_xticks([])
    axes.set_yticks(range(len(curves)), [_short(name) for name in curves])
    axes.tick_params(length=0, pad=20, labelsize=8)
    axes.set_title("number at risk", loc="left", fontsize=8)
    for row, (curve, shade) in enumerate(zip(curves.values(), cycle(COLOURS), strict=False)):
        axes.get_yticklabels()[row].set_color(shade)
        for tick, number in zip(ticks, curve.at_risk, strict=True):
            axes.text(tick, row, f"{number}", ha="center", va="center", color=shade, fontsize=8, clip_on=False)


def _top(curves: Curves) -> float:
    """The end of the scale: everyone for survival, else somewhat above the highest limit, but not above everyone."""
    if any(curve.value[0] > 0 for curve in curves.values()):
        return PERCENT * 1.02
    highest = max(float(np.nanmax([*curve.value, *curve.upper])) for curve in curves.values())
    return min(PERCENT * 1.02, max(PERCENT * highest * 1.15, 1.0))


def _short(name: str) -> str:
    return shorten(name, LONGEST_NAME, placeholder=" …") if len(name) > LONGEST_NAME else name
