"""The picture of a network: which treatments were compared, and each against one of them."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from neointima.analysis.network.contrasts import Arms
from neointima.analysis.network.network import Difference
from neointima.interfaces.report.effect_axis import label_axis, shown
from neointima.interfaces.report.figures import COLOURS, painted

SIZE, EDGE_WIDTH, NODE = (7.6, 5.6), 1.1, 26.0
WIDTH, ROW_HEIGHT, EDGES, SHARES = 8.6, 0.26, 1.2, (1.0, 0.62)
NEW_AT = 0.52


def network_figure(of: Arms) -> Figure:
    """Treatments on a circle; a line is as wide as there are trials of the two, a dot as large as there are arms."""
    count = len(of.treatments)
    angles = np.pi / 2 - 2 * np.pi * np.arange(count) / count
    places = np.column_stack([np.cos(angles), np.sin(angles)])
    pairs = [pair for trial in range(len(of.trials)) for pair in combinations(of.given_in(trial), 2)]

    def paint(figure: Figure) -> None:
        axes = figure.add_subplot()
        axes.set_axis_off()
        axes.set(xlim=(-1.75, 1.75), ylim=(-1.2, 1.2), aspect="equal")
        for pair in sorted(set(pairs)):
            times = pairs.count(pair)
            axes.plot(*places[list(pair)].T, color="#9aa5b1", lw=EDGE_WIDTH * times, zorder=1, solid_capstyle="round")
            if times > 1:
                _number(axes, places[list(pair)], times)
        arms = np.bincount(of.treatment, minlength=count)
        axes.scatter(places[:, 0], places[:, 1], s=NODE * (1 + arms), color=COLOURS[1], zorder=3, lw=0)
        for name, (x, y) in zip(of.treatments, places, strict=True):
            side = "center" if abs(x) < 0.1 else "left" if x > 0 else "right"
            height = "center" if abs(y) < 0.9 else "bottom" if y > 0 else "top"
            axes.text(1.13 * x, 1.11 * y, name, ha=side, va=height, fontsize=9)

    return painted(paint, SIZE)


def network_words(of: Arms) -> str:
    """The figure in a sentence."""
    arms = np.bincount(of.treatment)
    most = of.treatments[int(arms.argmax())]
    sizes = f"{len(of.treatments)} treatments in {len(of.trials)} trials"
    return f"Network of {sizes}; {most} is in most of them, {arms.max()}."


def against_figure(
    differences: Sequence[Difference],
    *,
    measure: str,
    left: str = "",
    right: str = "",
    note: str = "",
    is_log: bool = False,
    level: float = 0.95,
) -> Figure:
    """Each treatment against one of them, lowest first: interval as a line, that for a next trial dashed and thin."""
    ordered = sorted(differences, key=lambda one: one.value)

    def paint(figure: Figure) -> None:
        axes, columns = figure.subplots(1, 2, sharey=True, gridspec_kw={"width_ratios": SHARES})
        columns.set_axis_off()
        for row, one in enumerate(ordered):
            axes.plot([one.new_lower, one.new_upper], [row, row], color=COLOURS[1], lw=0.9, ls=(0, (3, 2)))
            axes.plot([one.lower, one.upper], [row, row], color=COLOURS[1], lw=2.2)
            axes.plot(one.value, row, "s", color=COLOURS[1], ms=5)
            _row(columns, row, one, is_log=is_log)
        ends = [end for one in ordered for end in (one.lower, one.upper, one.new_lower, one.new_upper, 0.0)]
        edge = 0.04 * float(np.nanmax(ends) - np.nanmin(ends))
        label_axis(axes, (float(np.nanmin(ends)) - edge, float(np.nanmax(ends)) + edge), label=measure, is_log=is_log)
        axes.set_yticks(range(len(ordered)), [one.first for one in ordered])
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(len(ordered) - 0.3, -0.8)
        axes.grid(visible=False)
        axes.spines["left"].set_visible(False)
        for words, place, side in (
            (f"◂ {left}" * bool(left), 0.0, "left"),
            (f"{right} ▸" * bool(right), 0.97, "right"),
        ):
            axes.text(place, 1.01, words, transform=axes.transAxes, ha=side, fontsize=8)
        for words, place in ((f"[{100 * level:g} % interval]", 0.0), ("next trial", NEW_AT)):
            columns.text(place, 1.01, words, transform=columns.transAxes, fontsize=8)
        if note:
            figure.supxlabel(note, x=0.01, ha="left", fontsize=8)

    return painted(paint, (WIDTH, ROW_HEIGHT * len(ordered) + EDGES))


def against_words(differences: Sequence[Difference], *, measure: str, is_log: bool = False) -> str:
    """The figure in a sentence."""
    ordered = sorted(differences, key=lambda one: one.value)
    parts = [f"{one.first} {shown(one.value, is_log=is_log)}" for one in ordered]
    return f"{measure} against {ordered[0].second}: {', '.join(parts)}."


def _number(axes: Any, ends: Any, times: int) -> None:
    """How many trials, a third of the way along, where fewer lines cross than in the middle."""
    x, y = ends[0] + (ends[1] - ends[0]) * 0.36
    box = {"boxstyle": "circle,pad=0.15", "fc": "white", "ec": "none"}
    axes.text(x, y, f"{times}", ha="center", va="center", fontsize=8, zorder=2, bbox=box)


def _row(columns: Any, row: int, one: Difference, *, is_log: bool) -> None:
    value, low, high, new_low, new_high = (
        shown(number, is_log=is_log) for number in (one.value, one.lower, one.upper, one.new_lower, one.new_upper)
    )
    for place, words in ((0.0, f"{value} [{low}, {high}]"), (NEW_AT, f"[{new_low}, {new_high}]")):
        columns.text(place, row, words, transform=columns.get_yaxis_transform(), va="center", fontsize=8)
