"""One outcome of an animal study: every section faint, every animal a dot, groups with intervals, and the effects."""

from math import isfinite
from textwrap import fill, shorten
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from neointima.interfaces.report.effect_axis import label_axis
from neointima.interfaces.report.figures import COLOURS, painted
from neointima.laboratory.animals.animal_study import OutcomeStudy
from neointima.laboratory.animals.difference import Difference
from neointima.laboratory.animals.group_rows import GroupRow

WIDTH, HEIGHT, LEAST, LONGEST, LINE = 9.0, 3.1, 0.45, 40, 16
FAINT, ROOM, MOST_TOGETHER = "#9aa5b1", 0.13, 400


def animals_figure(of: OutcomeStudy, control: str) -> Figure:
    """Groups on the left with the control first; on the right each difference from it with its interval."""
    rows = sorted(of.groups, key=lambda one: one.values.group != control)
    effects = [one for one in of.recommended() if isfinite(one.estimate)]

    def paint(figure: Figure) -> None:
        shares = (1.5, 1.0) if effects else (1.0,)
        panels = figure.subplots(1, len(shares), squeeze=False, width_ratios=shares)[0]
        _paint_groups(panels[0], of, rows)
        if effects:
            _paint_effects(panels[1], effects, control)

    return painted(paint, (WIDTH, HEIGHT + LEAST * max(0, len(effects) - 3)))


def animals_words(of: OutcomeStudy) -> str:
    """The figure in a sentence."""
    groups = "; ".join(f"{one.values.group} {one.said()}" for one in of.groups)
    return f"{of.outcome.title()}: {groups}."


def animals_caption(of: OutcomeStudy) -> str:
    """What to see."""
    middle = "median with quartiles" if of.outcome.is_score else "mean of the animals with the t interval of each group"
    joined = " Thin lines join stents of one animal." if _is_shared(of.groups) else ""
    seen = "Grey: sections. Colour: animals, one dot each; the number of dots is the n that counts."
    right = (
        " Right: differences from the control with their intervals; those that reach the line are not shown to differ."
    )
    return f"{seen} Black: {middle}.{joined}{right if of.recommended() else ''}"


def _paint_groups(axes: Any, of: OutcomeStudy, rows: list[GroupRow]) -> None:
    spots: dict[str, list[tuple[float, float]]] = {}
    for place, row in enumerate(rows):
        own, shade = row.values, COLOURS[place % len(COLOURS)]
        sections = of.outcome.values[of.outcome.groups == own.group][:: max(1, own.sections // MOST_TOGETHER)]
        spread = np.random.default_rng(place).uniform(-0.33, -0.19, sections.size)
        axes.plot(place + spread, sections, "o", ms=2.4, color=FAINT, alpha=0.55, mew=0, zorder=1)
        beside = np.linspace(-ROOM, ROOM, len(own.animals)) if len(own.animals) > 1 else np.zeros(1)
        axes.plot(place + beside, own.values, "o", ms=6, color=shade, alpha=0.85, mew=0, zorder=3)
        for animal, x, value in zip(own.animals, place + beside, own.values, strict=True):
            spots.setdefault(animal, []).append((float(x), float(value)))
        _paint_middle(axes, place + 0.27, row)
    for line in spots.values():
        if len(line) > 1:
            axes.plot(*zip(*line, strict=True), color=FAINT, lw=0.7, alpha=0.7, zorder=2)
    axes.set_xticks(range(len(rows)), [_named(row.values.group) for row in rows])
    axes.set(ylabel=fill(of.outcome.axis().replace("$", r"\$"), 34), xlim=(-0.5, len(rows) - 0.5))
    axes.grid(visible=False, axis="x")
    low = float(of.outcome.values.min())
    if low >= 0:
        axes.set_ylim(bottom=-0.15 if of.outcome.is_score else 0)


def _paint_middle(axes: Any, place: float, row: GroupRow) -> None:
    """Mean with its interval, or median with quartiles."""
    low, middle, high = row.quartiles if row.outcome.is_score else (row.lower, row.mean, row.upper)
    if isfinite(low):
        axes.plot([place, place], [low, high], color="k", lw=1.2, zorder=4)
    axes.plot(place, middle, "D", ms=5, color="k", zorder=5)


def _paint_effects(axes: Any, effects: list[Difference], control: str) -> None:
    ends = [0.0, *(value for one in effects for value in (one.estimate, one.lower, one.upper) if isfinite(value))]
    room = 0.06 * ((max(ends) - min(ends)) or 1.0)
    for row, one in enumerate(effects):
        shade = COLOURS[(row + 1) % len(COLOURS)]
        if isfinite(one.lower) and isfinite(one.upper):
            axes.plot([one.lower, one.upper], [row, row], color=shade, lw=1.6)
        axes.plot(one.estimate, row, "s", color=shade, ms=6)
    axes.set_yticks(range(len(effects)), [_named(one.group) for one in effects])
    axes.set_ylim(len(effects) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    unit = f" [{effects[0].unit()}]" if effects[0].unit() else ""
    label = f"difference from {shorten(control, LONGEST, placeholder=' …')}{unit}".replace("$", r"\$")
    label_axis(axes, (min(ends) - room, max(ends) + room), label=fill(label, 46), is_log=False)


def _named(group: str) -> str:
    return fill(shorten(group, LONGEST, placeholder=" …"), LINE).replace("$", r"\$")


def _is_shared(rows: list[GroupRow]) -> bool:
    names = [animal for row in rows for animal in row.values.animals]
    return len(names) > len(set(names))
