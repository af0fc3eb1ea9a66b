"""The inner media of a stented segment, unrolled: drug over the way around and along, one map for each kept day."""

from typing import Any

import numpy as np

from neointima.interfaces.report.figures import Arms
from neointima.interfaces.report.wall_maps import (
    MOST_ARMS,
    SHARP,
    Quantity,
    Scale,
    days_shown,
    foot,
    moment,
    scale,
)
from neointima.interfaces.report.wall_sheet import FOOT, GAP, INK, NAME, TIME, WIDE, Box, Sheet, embedded
from neointima.laboratory.wall_cells import MEDIA, WallCells, wall_cells
from neointima.quantities.kinds import Array

MILLIMETRE = 1e3
FLAT = 1 / 3
"""A segment shorter than this share of its way around lies flat, map under map; a longer one map beside map."""


def unrolled(arms: Arms, quantity: Quantity, *, title: str) -> str:
    """Innermost ring of the media of each arm, a map for each day, metal grey; the line is where the section is cut."""
    shown, colours = dict(list(arms.items())[:MOST_ARMS]), scale(arms, quantity)
    maps = [(arm, one, day) for arm, one in shown.items() for day in days_shown(one.days)]
    around, along = _size(wall_cells(next(iter(shown.values()))))
    columns = 1 if along < FLAT * around else len(maps) // len(shown)
    wide = (WIDE - NAME) / columns - GAP
    high = wide * along / around
    sheet = Sheet((high + TIME) * -(-len(maps) // columns) + FOOT, SHARP)
    for place, (arm, one, day) in enumerate(maps):
        left, top = NAME + place % columns * (wide + GAP), place // columns * (high + TIME) + TIME
        axes = sheet.panel(Box(left, top, wide, high), (0.0, around, 0.0, along))
        mesh = _paint(axes, wall_cells(one), values=quantity.values(one)[day], colours=colours)
        sheet.words((left + wide / 2, top - TIME / 2), f"{arm}, {moment(float(one.days[day]))}")
        if place % columns == 0:
            _ruler(axes, along)
    foot(sheet, mesh, quantity)
    return embedded(sheet.png([quantity.colours]), title)


def _ruler(axes: Any, along: float) -> None:
    """One millimetre, or as much as there is, upright before a map."""
    length = min(1.0, along)
    place = {"xycoords": ("axes fraction", "data"), "annotation_clip": False}
    axes.annotate("", (-0.006, 0), (-0.006, length), arrowprops={"arrowstyle": "-", "color": INK, "lw": 1.5}, **place)
    axes.annotate(f"{length:g} mm", (-0.01, length / 2), rotation=90, ha="right", va="center", fontsize=7, **place)


def _size(cells: WallCells) -> tuple[float, float]:
    """Way around the internal lamina, and length along [mm]."""
    return float(_around(cells)[-1]), float(MILLIMETRE * np.ptp(cells.heights))


def _around(cells: WallCells) -> Array:
    """Where sectors begin along the internal lamina [mm], shape (a + 1,)."""
    lamina = cells.corners[_inner_media(cells)]
    steps = np.linalg.norm(np.roll(lamina, -1, axis=0) - lamina, axis=1)
    way: Array = MILLIMETRE * np.concatenate([[0.0], np.cumsum(steps)])
    return way


def _inner_media(cells: WallCells) -> int:
    """The innermost ring of the media."""
    return int(np.searchsorted(cells.layers, MEDIA))


def _paint(axes: Any, cells: WallCells, *, values: Array, colours: Scale) -> Any:
    """One map; return what carries the colours."""
    ring = cells.drawn(values)[_inner_media(cells)].T
    heights = MILLIMETRE * (cells.heights - cells.heights[0])
    mesh = axes.pcolormesh(
        _around(cells), heights, np.ma.masked_invalid(ring), norm=colours.norm, cmap=colours.colours, edgecolors="none"
    )
    cut = cells.shape[2] // 2
    axes.axhline((heights[cut] + heights[cut + 1]) / 2, color="white", lw=0.7, ls=(0, (6, 6)))
    return mesh
