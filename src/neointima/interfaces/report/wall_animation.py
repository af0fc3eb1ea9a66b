"""Drug maps as a film: a frame for each kept day, none made up between, that plays in the page without a network."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from neointima.interfaces.report.figures import Arms
from neointima.interfaces.report.wall_maps import (
    CONTENT,
    MOST_ARMS,
    OCCUPANCY,
    Quantity,
    moment,
    paint_section,
    scale,
)
from neointima.interfaces.report.wall_section import Section, around_strut, whole
from neointima.interfaces.report.wall_sheet import FOOT, GAP, NAME, TIME, WIDE, Box, Sheet, address

Panel = tuple[Quantity, Callable[[Any], Section]]
PANELS: tuple[Panel, ...] = ((CONTENT, whole), (CONTENT, around_strut), (OCCUPANCY, around_strut))
LEAST_FRAMES, MOST_FRAMES, MOST_ROWS = 2, 24, 2
CLOCK, DOTS = 0.32, 100


def frames(arms: Arms, *, has_sites: bool) -> list[dict[str, str]]:
    """A picture and its time for each kept day, at most 24 of them; none where too few days were kept.

    Section, drug around a strut and occupied sites around it, of each arm.
    """
    shown = dict(list(arms.items())[:MOST_ARMS])
    days = next(iter(shown.values())).days
    if days.size < LEAST_FRAMES or any(not np.array_equal(one.days, days) for one in shown.values()):
        return []
    panels = [panel for panel in PANELS if has_sites or panel[0] is not OCCUPANCY]
    sheet, turn = _stage(shown, panels)
    colours = list(dict.fromkeys(panel[0].colours for panel in panels))
    film = []
    for place in kept(days.size):
        turn(place)
        film.append({"time": moment(float(days[place])), "picture": address(sheet.png(colours))})
    return film


def kept(days: int, most: int = MOST_FRAMES) -> list[int]:
    """Which of so many days become frames: all, or ``most`` evenly among them with the first and the last."""
    return np.unique(np.linspace(0, days - 1, min(days, most)).round().astype(int)).tolist()


def _stage(arms: Arms, panels: list[Panel]) -> tuple[Sheet, Callable[[int], None]]:
    """A sheet with all panels at the first day, and what turns them to another."""
    scales = {quantity.label: scale(arms, quantity) for quantity, _ in panels}
    sections = [[place(one) for _, place in panels] for one in arms.values()]
    boxes, height = _boxes([section.aspect() for section in sections[0]], len(arms))
    sheet = Sheet(height + FOOT, DOTS)
    painted = []
    for number, (arm, one) in enumerate(arms.items()):
        for part, (quantity, _) in enumerate(panels):
            box, section, values = boxes[number][part], sections[number][part], quantity.values(one)
            axes = sheet.panel(box, section.window)
            mesh = paint_section(axes, (section, values[0]), scales[quantity.label], is_named=part == 1 and number == 0)
            painted.append((mesh, section, values))
        _name(sheet, boxes[number][0], arm, is_row=len(arms) <= MOST_ROWS)
    for mesh, quantity, left in _feet(painted, panels):
        box = Box(left, sheet.height - FOOT + 0.15, 0.36 * WIDE, 0.14)
        sheet.scale(mesh, box, quantity.label, is_open=not quantity.is_share)
    clock = sheet.words((WIDE / 2, CLOCK / 2), " ", fontsize=13, fontweight="bold")
    days = next(iter(arms.values())).days

    def turn(day: int) -> None:
        for mesh, section, values in painted:
            mesh.set_array(np.ma.masked_invalid(section.plane(values[day])))
        clock.set_text(moment(float(days[day])))

    return sheet, turn


def _boxes(aspects: list[float], arms: int) -> tuple[list[list[Box]], float]:
    """Places of each arm's panels, and the height of all: one or two arms lie in rows, more stand in columns."""
    if arms <= MOST_ROWS:
        high = (WIDE - NAME - GAP * len(aspects)) / sum(aspects)
        lefts = NAME + np.concatenate([[0.0], np.cumsum(np.array(aspects) * high + GAP)])
        rows = [
            [
                Box(float(left), CLOCK + arm * (high + GAP), aspect * high, high)
                for left, aspect in zip(lefts, aspects, strict=False)
            ]
            for arm in range(arms)
        ]
        return rows, CLOCK + arms * (high + GAP)
    wide = WIDE / arms - GAP
    tops = CLOCK + TIME + np.concatenate([[0.0], np.cumsum(wide / np.array(aspects) + GAP)])
    columns = [
        [Box(arm * (wide + GAP), float(top), wide, wide / aspect) for top, aspect in zip(tops, aspects, strict=False)]
        for arm in range(arms)
    ]
    return columns, float(tops[-1])


def _name(sheet: Sheet, box: Box, arm: str, *, is_row: bool) -> None:
    """The arm's name before its row or over its column."""
    if is_row:
        sheet.words((NAME / 2, box.top + box.height / 2), arm, rotation=90)
    else:
        sheet.words((box.left + box.width / 2, box.top - TIME / 2), arm)


def _feet(painted: list[Any], panels: list[Panel]) -> Iterator[tuple[Any, Quantity, float]]:
    """Each quantity once: what carries its colours, and where its scale begins [inch]."""
    lefts = iter((0.08 * WIDE, 0.56 * WIDE))
    seen: set[str] = set()
    for (mesh, _, _), (quantity, _) in zip(painted, panels, strict=False):
        if quantity.label not in seen:
            seen.add(quantity.label)
            yield mesh, quantity, next(lefts)
