"""The forest plot: every trial, and what they say together."""

from collections.abc import Mapping
from textwrap import shorten
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from neointima.analysis.pooling.effects import Effects
from neointima.analysis.pooling.pooled import Pooled
from neointima.analysis.pooling.prediction import Prediction
from neointima.interfaces.report.effect_axis import label_axis, shown
from neointima.interfaces.report.figures import COLOURS, painted
from neointima.quantities.kinds import Array

WIDTH, ROW_HEIGHT, EDGES = 8.6, 0.235, 1.25
LONGEST_NAME, LEAST_SQUARE, SQUARE, REACH = 34, 6.0, 110.0, 1.96
SHARES, WEIGHT_AT = (1.0, 0.44), 0.98
"""Widths of the plot and of the columns of numbers, and where in these the weights end."""


class Forest(NamedTuple):
    """What a forest plot shows: effects of trials, the joint effects by their names (the first gives the weights), and
    the interval for a next trial, if any.

    ``measure`` names the effect with its unit; ``left`` and ``right`` say whom an effect to that side favours.
    """

    effects: Effects
    joint: Mapping[str, Pooled]
    measure: str
    left: str = ""
    right: str = ""
    next_trial: Prediction | None = None
    note: str = ""


def forest_figure(forest: Forest) -> Figure:
    """Squares by weight with 95 % intervals, diamonds for joint effects, a dashed bar for the next trial.

    Intervals that leave the picture end in arrows.
    """
    rows = len(forest.effects.names) + len(forest.joint) + (forest.next_trial is not None) + 1

    def paint(figure: Figure) -> None:
        axes, columns = figure.subplots(1, 2, sharey=True, gridspec_kw={"width_ratios": SHARES})
        columns.set_axis_off()
        ends = _ends(forest)
        labels = _paint_trials((axes, columns), forest, ends)
        labels |= _paint_joint((axes, columns), forest, len(labels) + 1)
        names = [shorten(name, LONGEST_NAME, placeholder=" …") for name in labels.values()]
        axes.set_yticks(list(labels), names)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(rows - 0.2, -0.8)
        axes.grid(visible=False)
        axes.spines["left"].set_visible(False)
        label_axis(axes, ends, label=forest.measure, is_log=forest.effects.is_log)
        for words, place, side in ((forest.left, 0.0, "left"), (forest.right, 0.97, "right")):
            arrow = f"◂ {words}" if side == "left" else f"{words} ▸"
            axes.text(place, 1.01, arrow * bool(words), transform=axes.transAxes, ha=side, fontsize=8)
        for heading, place, side in (("effect [95 % interval]", 0.0, "left"), ("weight", WEIGHT_AT, "right")):
            columns.text(place, 1.01, heading, transform=columns.transAxes, ha=side, fontsize=8)
        if forest.note:
            figure.supxlabel(forest.note, x=0.01, ha="left", fontsize=8)

    return painted(paint, (WIDTH, ROW_HEIGHT * rows + EDGES))


def forest_words(forest: Forest) -> str:
    """The figure in a sentence."""
    is_log = forest.effects.is_log
    parts = [f"{name} {_interval((one.value, one.lower, one.upper), is_log)}" for name, one in forest.joint.items()]
    if forest.next_trial is not None:
        low, high = (shown(end, is_log=is_log) for end in forest.next_trial)
        parts.append(f"a next trial between {low} and {high}")
    trials = "1 trial" if len(forest.effects.names) == 1 else f"{len(forest.effects.names)} trials"
    return f"Forest plot of {trials}, {forest.measure}: {'; '.join(parts)}."


def _paint_trials(sides: tuple[Any, Any], forest: Forest, ends: tuple[float, float]) -> dict[int, str]:
    """A row for each trial; returns what stands beside each row."""
    axes, columns = sides
    effects, weights = forest.effects, next(iter(forest.joint.values())).weights
    reach = REACH * np.sqrt(effects.variance)
    lower, upper = effects.value - reach, effects.value + reach
    for row, (low, high) in enumerate(zip(lower, upper, strict=True)):
        axes.plot([max(low, ends[0]), min(high, ends[1])], [row, row], color=COLOURS[1], lw=1)
        for beyond, end, mark in ((low < ends[0], ends[0], "<"), (high > ends[1], ends[1], ">")):
            if beyond:
                axes.plot(end, row, mark, color=COLOURS[1], ms=5, clip_on=False)
        interval = _interval((effects.value[row], low, high), effects.is_log)
        _write(columns, row, (interval, f"{100 * weights[row]:.1f} %"))
    sizes = LEAST_SQUARE + SQUARE * weights / weights.max()
    axes.scatter(effects.value, range(len(weights)), s=sizes, marker="s", color=COLOURS[1], zorder=3, lw=0)
    return dict(enumerate(effects.names))


def _paint_joint(sides: tuple[Any, Any], forest: Forest, first: int) -> dict[int, str]:
    """Diamonds from row ``first`` on, and the bar of the next trial."""
    axes, columns = sides
    labels, is_log = {}, forest.effects.is_log
    for row, (name, one) in enumerate(forest.joint.items(), first):
        corners = [(one.lower, row), (one.value, row - 0.32), (one.upper, row), (one.value, row + 0.32)]
        if np.isfinite(one.lower):
            axes.add_patch(Polygon(corners, closed=True, color=COLOURS[0], lw=0, zorder=3))
        else:
            axes.plot(one.value, row, "D", color=COLOURS[0], ms=5)
        _write(columns, row, (_interval((one.value, one.lower, one.upper), is_log), ""), weight="bold")
        labels[row] = name
    axes.axvline(next(iter(forest.joint.values())).value, color=COLOURS[0], lw=0.8, ls=":")
    if forest.next_trial is not None:
        row = first + len(forest.joint)
        low, high = forest.next_trial
        axes.plot([low, high], [row, row], color=COLOURS[0], lw=1.4, ls=(0, (4, 2)))
        axes.plot([low, high], [row, row], "|", color=COLOURS[0], ms=8)
        _write(columns, row, (f"[{shown(low, is_log=is_log)}, {shown(high, is_log=is_log)}]", ""))
        labels[row] = "next trial"
    return labels


def _write(columns: Any, row: int, words: tuple[str, str], *, weight: str = "normal") -> None:
    """Interval and weight of one row."""
    for place, text, side in ((0.0, words[0], "left"), (WEIGHT_AT, words[1], "right")):
        columns.text(
            place,
            row,
            text,
            transform=columns.get_yaxis_transform(),
            ha=side,
            va="center",
            fontsize=8,
            fontweight=weight,
        )


def _interval(found: tuple[float, float, float], is_log: bool) -> str:
    value, low, high = (shown(one, is_log=is_log) for one in found)
    return f"{value} [{low}, {high}]" if np.isfinite(found).all() else f"{value} (no interval)"


def _ends(forest: Forest) -> tuple[float, float]:
    """All joint intervals, and of the trials' as much as does not dwarf them: a width of all values to either side."""
    effects = forest.effects
    reach = REACH * np.sqrt(effects.variance)
    joint = [end for one in forest.joint.values() for end in (one.lower, one.upper)] + list(forest.next_trial or ())
    whole: Array = np.array([*effects.value, *(end for end in joint if np.isfinite(end)), 0.0])
    room = float(np.ptp(whole)) or float(reach.max())
    low = max(float((effects.value - reach).min()), float(whole.min()) - 0.7 * room)
    high = min(float((effects.value + reach).max()), float(whole.max()) + 0.7 * room)
    edge = 0.03 * room
    return min(low, float(whole.min())) - edge, max(high, float(whole.max())) + edge
