"""The pictures of a transport study: where the drug is, how much the wall holds, which receptors it reaches."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from neointima.interfaces.report import wall_words
from neointima.interfaces.report.figures import DAY, Arms, colour, draw
from neointima.interfaces.report.wall_animation import frames
from neointima.interfaces.report.wall_maps import (
    CONTENT,
    FREE,
    LAYER_NAMES,
    NANOMOLAR,
    NG_PER_MG,
    OCCUPANCY,
    PERCENT,
    around_struts,
    sections,
)
from neointima.interfaces.report.wall_unrolled import unrolled
from neointima.laboratory import results
from neointima.laboratory.wall_cells import wall_cells
from neointima.quantities.kinds import Array

FATES = ("coating_drug", "wall_drug", "lumen_drug", "adventitia_drug", "degraded_drug")
FATE_LABELS = ("on the device", "in the wall", "lost to blood", "through adventitia", "broken down")
FATE_COLOURS = ("#8d99ae", "#e3b505", "#c1121f", "#6a4c93", "#588157")
FIRST, HOUR = 1 / 24, 1 / 24
MARKS = {HOUR: "1 h", 6 * HOUR: "6 h", 1.0: "1 d", 3.0: "3 d", 7.0: "7 d", 28.0: "28 d", 90.0: "90 d", 365.0: "1 y"}
LEAST_SHARE, LEAST_CONTENT = 1e-3, 1e-4
"""Percent of the dose, and share of the greatest content, below which a curve leaves the picture."""


def wall_pictures(folder: Path, study: dict[str, Any]) -> dict[str, Any]:
    """The pictures of a run and the sentence under each, by name."""
    arms = results.recordings(folder)
    last = study["conditions"]["days"]
    has_sites = any(one.values["occupancy"].max() > 0 for one in arms.values())
    is_segment = not wall_cells(next(iter(arms.values()))).is_section
    return {
        "sections": sections(arms, CONTENT, title="Drug in the section at the kept days"),
        "struts": around_struts(arms, CONTENT, title="Drug around one strut at the kept days"),
        "free": around_struts(arms, FREE, title="Free drug around one strut at the kept days"),
        "occupancy_sections": sections(arms, OCCUPANCY, title="Occupied sites in the section") if has_sites else "",
        "occupancy_struts": around_struts(arms, OCCUPANCY, title="Occupied sites around a strut") if has_sites else "",
        "unrolled": unrolled(arms, CONTENT, title="Drug in the inner media, unrolled") if is_segment else "",
        "has_struts": any(one.values["coating_contact"].max() > 0 for one in arms.values()),
        "film": frames(arms, has_sites=has_sites),
        "fate": fate(arms),
        "contents": contents(arms),
        "layers": layer_contents(arms),
        "occupancy": occupancy(arms) if has_sites else "",
        "words": wall_words.words(arms, days=float(last)),
    }


def since_first(one: Any) -> tuple[Array, Any]:
    """Days from the first hour on, and which times they are."""
    days = one.times / DAY
    later = days >= FIRST * 0.999
    return days[later], later


def log_time(axes: Any, days: Array) -> None:
    """A logarithmic axis of time with hours, days and weeks named."""
    axes.set_xscale("log")
    axes.set_xlim(FIRST, days[-1])
    named = [mark for mark in MARKS if mark <= days[-1] * 1.001]
    axes.xaxis.set_major_locator(FixedLocator(named))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticklabels([MARKS[mark] for mark in named])
    axes.set_xlabel("time since implantation")


def fate(arms: Arms) -> str:
    """Where the dose is, twice for each arm: parts of the whole, and each part by itself on a logarithmic axis."""

    def paint(figure: Figure) -> None:
        grid = figure.subplots(len(arms), 2, squeeze=False)
        for (whole, parts), (arm, one) in zip(grid, arms.items(), strict=True):
            days, later = since_first(one)
            dose = one.values["coating_drug"][0, 0] + one.values["wall_drug"][0, 0]
            shares = [PERCENT * one.values[name][0, later] / dose for name in FATES]
            whole.stackplot(days, shares, labels=FATE_LABELS, colors=FATE_COLOURS, alpha=0.85)
            whole.set(ylabel="share of the dose [%]", title=arm, ylim=(0, PERCENT))
            for share, label, shade in zip(shares, FATE_LABELS, FATE_COLOURS, strict=True):
                parts.plot(days, np.maximum(share, LEAST_SHARE / 10), color=shade, label=label)
            parts.set(ylabel="share of the dose [%]", title=arm, yscale="log", ylim=(LEAST_SHARE, 130))
            for axes in (whole, parts):
                log_time(axes, days)
            parts.legend(loc="center left", bbox_to_anchor=(1, 0.5))

    return draw(paint, (9.8, 2.7 * len(arms)))


def contents(arms: Arms) -> str:
    """Content of the wall and of the tissue near struts, and the highest free drug, against time."""

    def paint(figure: Figure) -> None:
        content, free = figure.subplots(1, 2)
        for arm, one in arms.items():
            days, later = since_first(one)
            shade = colour(arms, arm)
            for name, style in (("tissue_content", "-"), ("peristrut_content", "--")):
                content.plot(days, _positive(one.values[name][0, later] * NG_PER_MG), style, color=shade)
            free.plot(days, _positive(one.values["highest_free_drug"][0, later] * NANOMOLAR), color=shade, label=arm)
        content.set(ylabel="drug, all forms [ng/mg]", yscale="log")
        free.set(ylabel="highest free drug [nmol/L]", yscale="log")
        for axes in (content, free):
            log_time(axes, days)
        for style, label in (("-", "whole wall"), ("--", "within 50 µm of a strut")):
            content.plot([], [], style, color="black", label=label)
        content.legend(fontsize=8)
        free.legend(loc="center left", bbox_to_anchor=(1, 0.5))

    return draw(paint, (9.8, 3.0))


def _positive(values: Array) -> Array:
    """Nothing is no point of a logarithmic axis."""
    return np.where(values > 0, values, np.nan)


def layers_of(one: Any) -> list[int]:
    """Layers that are there."""
    return np.unique(one.values["layer"][0]).astype(int).tolist()


def layer_contents(arms: Arms) -> str:
    """Content of each layer against time."""
    there = sorted({layer for one in arms.values() for layer in layers_of(one)})

    def paint(figure: Figure) -> None:
        grid = figure.subplots(1, len(there), sharey=True, squeeze=False)[0]
        for axes, layer in zip(grid, there, strict=True):
            for arm, one in arms.items():
                days, later = since_first(one)
                values = one.values["layer_content"][0, layer, later] * NG_PER_MG
                axes.plot(days, _positive(values), color=colour(arms, arm), label=arm)
            axes.set(title=LAYER_NAMES[layer], yscale="log")
            log_time(axes, days)
        most = max(float(one.values["layer_content"].max()) for one in arms.values()) * NG_PER_MG
        if most > 0:
            grid[0].set_ylim(most * LEAST_CONTENT, 2 * most)
        grid[0].set_ylabel("drug, all forms [ng/mg]")
        grid[0].legend(fontsize=7)

    return draw(paint, (9.8, 2.8))


def occupancy(arms: Arms) -> str:
    """Occupied sites of each layer: median, and what half and nine tenths of its volume lie between."""
    there = sorted({layer for one in arms.values() for layer in layers_of(one)})

    def paint(figure: Figure) -> None:
        grid = figure.subplots(len(arms), len(there), sharey=True, squeeze=False)
        for row, (arm, one) in zip(grid, arms.items(), strict=True):
            days, later = since_first(one)
            shade = colour(arms, arm)
            for axes, layer in zip(row, there, strict=True):
                low, lower, middle, upper, high = PERCENT * one.values["occupancy_spread"][0, layer][:, later]
                axes.fill_between(days, low, high, color=shade, alpha=0.15, lw=0, label="5 to 95 % of the volume")
                axes.fill_between(days, lower, upper, color=shade, alpha=0.3, lw=0, label="25 to 75 %")
                axes.plot(days, middle, color=shade, label="median")
                mean = PERCENT * one.values["layer_occupancy"][0, layer, later]
                axes.plot(days, mean, color="black", lw=0.9, ls=":", label="mean")
                axes.set(title=f"{arm}, {LAYER_NAMES[layer]}", ylim=(0, 102))
                log_time(axes, days)
            row[0].set_ylabel("sites with drug [%]")
        grid[0, -1].legend(fontsize=7, loc="upper left")

    return draw(paint, (9.8, 2.6 * len(arms)))
