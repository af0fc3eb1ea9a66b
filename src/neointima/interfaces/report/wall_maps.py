"""Maps of drug and of receptors in a section of the wall, one for each kept day, as pictures inside the page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.colors import Colormap, LogNorm, Normalize
from matplotlib.patheffects import withStroke

from neointima.interfaces.report.figures import Arms
from neointima.interfaces.report.wall_section import Section, around_strut, whole
from neointima.interfaces.report.wall_sheet import FOOT, GAP, INK, METAL, NAME, TIME, WIDE, Box, Sheet, embedded
from neointima.laboratory.wall_cells import content
from neointima.quantities.kinds import Array

LAYER_NAMES = ("neointima", "media", "adventitia")
NG_PER_MG, NANOMOLAR, PERCENT = 1e6, 1e6, 100.0
SHARP, RIM, MOST_DECADES = 150, 0.01, 5
MOST_DAYS, MOST_ARMS = 5, 4
SHOWN_DAYS = (1, 3, 7, 28, 14, 90, 180, 60, 365)


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a map shows: its words with unit, its values (days, cells) from a recording, its colours."""

    label: str
    values: Callable[[Any], Array]
    colours: str
    decades: int = 3
    is_share: bool = False


CONTENT = Quantity("drug, all forms [ng/mg]", lambda one: content(one) * NG_PER_MG, "inferno")
FREE = Quantity("free drug [nmol/L]", lambda one: one.values["free_drug"][0] * NANOMOLAR, "inferno", decades=4)
OCCUPANCY = Quantity(
    "specific sites with drug [%]", lambda one: one.values["occupancy"][0] * PERCENT, "viridis", is_share=True
)


@dataclass(frozen=True, slots=True)
class Scale:
    """One scale of colours for all days and arms."""

    norm: Normalize
    colours: Colormap


def scale(arms: Arms, quantity: Quantity) -> Scale:
    """Shares from 0 to 100 %; all else logarithmic over its decades, or more if nine tenths of the wall need them.

    The top is what 99 % of the wall stays below on the fullest day, rounded up: a rim of single cells at a strut in
    the first hour would leave no colours for all that follows.
    """
    colours = mpl.colormaps[quantity.colours].with_extremes(bad=METAL)
    if quantity.is_share:
        return Scale(Normalize(0, PERCENT), colours)
    greatest = max(_nearly_greatest(quantity.values(one), one.values["cell_volume"][0]) for one in arms.values())
    if not greatest > 0:
        return Scale(LogNorm(10.0**-quantity.decades, 1.0), colours)
    decade = 10.0 ** np.floor(np.log10(greatest))
    top = next(step * decade for step in (1, 2, 5, 10) if greatest <= step * decade)
    least = min(_at_end(quantity.values(one)[-1], one.values["cell_volume"][0]) for one in arms.values())
    needed = int(np.ceil(np.log10(top / least))) if least > 0 else MOST_DECADES
    return Scale(LogNorm(top / 10.0 ** np.clip(needed, quantity.decades, MOST_DECADES), top), colours)


def _nearly_greatest(values: Array, volumes: Array) -> float:
    """What 99 % of the volume stays below, on the day when that is most."""
    order = np.argsort(values, axis=1)
    share = np.cumsum(volumes[order], axis=1) / volumes.sum()
    last = (share < 1 - RIM).sum(axis=1)
    return max(float(day[row[place]]) for day, row, place in zip(values, order, last, strict=True))


def _at_end(values: Array, volumes: Array) -> float:
    """What a tenth of the volume stays below."""
    order = np.argsort(values)
    share = np.cumsum(volumes[order]) / volumes.sum()
    return float(values[order][np.searchsorted(share, 0.1)])


def days_shown(days: Array) -> list[int]:
    """Up to five of the kept days: the last, and those that people name."""
    wanted = [int(np.argmin(np.abs(days - day))) for day in SHOWN_DAYS if np.any(np.isclose(days, day))]
    spread = np.linspace(0, days.size - 1, MOST_DAYS).round().astype(int).tolist()
    picked: list[int] = []
    for place in (days.size - 1, *wanted, *spread):
        if place not in picked and len(picked) < MOST_DAYS:
            picked.append(place)
    return sorted(picked)


def moment(day: float) -> str:
    """A time as people say it."""
    if day < 0.99:
        return f"{day * 24:.2g} h"
    return f"day {day:.0f}" if abs(day - round(day)) < 0.05 or day >= 10 else f"day {day:.1f}"


def sections(arms: Arms, quantity: Quantity, *, title: str) -> str:
    """Whole sections: a row for each arm, a column for each day."""
    return _maps(arms, quantity, whole, title=title)


def around_struts(arms: Arms, quantity: Quantity, *, title: str) -> str:
    """The tissue around one strut of each arm: a row for each arm, a column for each day."""
    return _maps(arms, quantity, around_strut, title=title)


def _maps(arms: Arms, quantity: Quantity, place: Callable[[Any], Section], *, title: str) -> str:
    shown, colours = dict(list(arms.items())[:MOST_ARMS]), scale(arms, quantity)
    days = {arm: days_shown(one.days) for arm, one in shown.items()}
    placed = {arm: place(one) for arm, one in shown.items()}
    wide = (WIDE - NAME) / max(len(some) for some in days.values()) - GAP
    high = wide / next(iter(placed.values())).aspect()
    sheet = Sheet((high + TIME + GAP) * len(shown) + FOOT, SHARP)
    for row, (arm, one) in enumerate(shown.items()):
        section, values, top = placed[arm], quantity.values(one), row * (high + TIME + GAP) + TIME
        sheet.words((NAME / 2, top + high / 2), arm, rotation=90)
        for column, day in enumerate(days[arm]):
            left = NAME + column * (wide + GAP)
            axes = sheet.panel(Box(left, top, wide, high), section.window)
            mesh = paint_section(axes, (section, values[day]), colours, is_named=row == column == 0)
            sheet.words((left + wide / 2, top - TIME / 2), moment(float(one.days[day])))
    foot(sheet, mesh, quantity)
    return embedded(sheet.png([quantity.colours]), title)


def foot(sheet: Sheet, mesh: Any, quantity: Quantity) -> None:
    """The scale of colours under all maps."""
    box = Box(0.27 * WIDE, sheet.height - FOOT + 0.15, 0.5 * WIDE, 0.14)
    sheet.scale(mesh, box, quantity.label, is_open=not quantity.is_share)


def paint_section(axes: Any, shown: tuple[Section, Array], colours: Scale, *, is_named: bool) -> Any:
    """Colour a section, metal grey, with its laminae and a scale bar; return what carries the colours."""
    section, values = shown
    mesh = axes.pcolormesh(
        section.nodes[..., 0],
        section.nodes[..., 1],
        np.ma.masked_invalid(section.plane(values)),
        norm=colours.norm,
        cmap=colours.colours,
        edgecolors="none",
    )
    for line in section.lines():
        axes.plot(*line.T, color="black", lw=1.1, alpha=0.6)
        axes.plot(*line.T, color="white", lw=0.5)
    length, x, y = section.ruler
    axes.plot([x - length / 2, x + length / 2], [y, y], color=INK, lw=1.5, solid_capstyle="butt")
    axes.annotate(section.ruler_words, (x, y), (0, -2), textcoords="offset points", ha="center", va="top", fontsize=7)
    if is_named:
        _name_layers(axes, section)
    return mesh


def _name_layers(axes: Any, section: Section) -> None:
    """The name of each layer where it is cut by a line near the left edge of a picture around a strut."""
    if not section.is_close:
        return
    names = [LAYER_NAMES[layer] for layer in dict.fromkeys(section.cells.layers.tolist())]
    x = 0.6 * section.window[0]
    upper = [line[line[:, 1] > section.window[2]] for line in section.lines()]
    heights = [float(line[np.argmin(np.abs(line[:, 0] - x)), 1]) for line in upper]
    outlined = [withStroke(linewidth=1.5, foreground="black")]
    style = {"fontsize": 6.5, "color": "white", "ha": "center", "va": "center", "path_effects": outlined}
    for name, low, high in zip(names, heights, heights[1:], strict=False):
        axes.text(x, (low + high) / 2, name, **style)
