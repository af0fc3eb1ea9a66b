"""The pictures of a plate's page: curves with their points, and the plate as the reader saw it."""

from collections.abc import Mapping, Sequence
from html import escape
from math import isfinite, nan

import numpy as np

from neointima.interfaces.report import plot
from neointima.interfaces.report.plot import Frame

COLOURS = ("#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MOST_PLATES_NAMED = 6
CELL = 18
# Five stops of the viridis scale, dark to bright.
SHADES = np.array([(68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37)], dtype=float)
Line = Mapping[str, str]


def dose_response(compound: str, wells: Sequence[Line], curve: Sequence[Line], *, potency: Line | None) -> str:
    """Points by plate, the chosen curve with its 95 % band, and the IC50 with its interval."""
    doses = [dose for one in wells if (dose := _dose(one)) > 0]
    zero = min(doses) / 4
    has_zero = any(_dose(one) == 0 for one in wells)
    frame = Frame((zero / 1.5 if has_zero else min(doses) / 2.2, max(doses) * 2), _heights(wells, curve))
    unit = next((one["unit"] for one in wells if one["unit"]), "")
    name = _words(compound) or "dose and response"
    parts = plot.axes(frame, across=f"dose [{unit}]" if unit else "dose", up="response", title=name)
    if potency and potency["estimate"]:
        parts += _potency(frame, potency, (min(doses), max(doses)))
    if has_zero:
        parts += [plot.upright(frame, zero * 2, colour=plot.SOFT, dashed=True)]
        parts += [plot.text((frame.across(zero * 1.15), plot.TOP + 10), "no drug", size=9, colour=plot.SOFT)]
    parts += _curve(frame, curve)
    parts += _points(frame, wells, zero)
    return plot.picture(parts, name)


def _dose(one: Line) -> float:
    """The dose of a well of a curve; its controls stand at zero."""
    return float(one["dose"]) if one["role"] == "sample" and one["dose"] else 0.0


def _words(name: str) -> str:
    """A name as the figure shows it: a long one is cut."""
    cut = name if len(name) <= 40 else f"{name[:39]}…"
    return "".join(letter if letter.isprintable() else " " for letter in cut)


def _heights(wells: Sequence[Line], curve: Sequence[Line]) -> tuple[float, float]:
    """The band may run to anywhere where the doses tell little; the picture is of the points and the curve."""
    heights = [float(one["response"]) for one in (*wells, *curve)]
    low, high = min(0.0, *heights), max(0.0, *heights)
    room = 0.08 * (high - low) or 1.0
    return low - room * (low < 0), high + room


def _potency(frame: Frame, potency: Line, tested: tuple[float, float]) -> list[str]:
    parts = [plot.upright(frame, float(potency["estimate"]))]
    if potency["lower"]:
        low, high = (
            float(potency[key]) if potency[key] not in ("", "inf") else edge
            for key, edge in zip(("lower", "upper"), tested, strict=True)
        )
        parts.append(plot.span(frame, (max(low, frame.x[0]), high)))
    return parts


def _curve(frame: Frame, curve: Sequence[Line]) -> list[str]:
    """The curve with its band; a flat mean is dashed, and no band is drawn where there is none."""
    inside = [one for one in curve if frame.x[0] <= float(one["dose"]) <= frame.x[1]]
    if not inside:
        return []
    doses, middle = (np.array([float(one[key]) for one in inside]) for key in ("dose", "response"))
    is_flat = inside[0]["chosen"] == "flat"
    if not all(one["lower"] and one["upper"] for one in inside):
        return [plot.line(frame, doses, middle, dashed=is_flat)]
    low, high = (np.array([float(one[key]) for one in inside]) for key in ("lower", "upper"))
    return [plot.band(frame, doses, (low, high)), plot.line(frame, doses, middle, dashed=is_flat)]


def _points(frame: Frame, wells: Sequence[Line], zero: float) -> list[str]:
    plates = list(dict.fromkeys(one["plate"] for one in wells))
    parts = []
    for number, plate in enumerate(plates):
        mine = [(_dose(one) or zero, float(one["response"])) for one in wells if one["plate"] == plate]
        colour = COLOURS[number % len(COLOURS)]
        parts.append(plot.points(frame, mine, colour, square=bool(number % 2)))
        if 1 < len(plates) <= MOST_PLATES_NAMED:
            place = (plot.WIDTH - plot.RIGHT - 6, plot.TOP + 14 + 13 * number)
            parts.append(plot.text(place, _words(plate), size=9, anchor="end", colour=colour))
    odd = [(_dose(one) or zero, float(one["response"])) for one in wells if one["flag"]]
    return [*parts, plot.rings(frame, odd)]


def plate_maps(wells: Sequence[Line]) -> list[tuple[str, str]]:
    """Every plate as the reader saw it, with its name; wells that stand out are ringed."""
    names = dict.fromkeys(one["plate"] for one in wells if one["row"])
    return [(name, plate_map(name, [one for one in wells if one["plate"] == name and one["row"]])) for name in names]


def plate_map(name: str, mine: Sequence[Line]) -> str:
    """One plate, dark for low signals and bright for high ones; each well tells its own when pointed at."""
    rows, columns = (max(int(one[key]) for one in mine) for key in ("row", "column"))
    signals = [float(one["signal"] or nan) for one in mine]
    read = [signal for signal in signals if isfinite(signal)] or [0.0]
    low, high = min(read), max(read)
    parts = [plot.text((20 + CELL * (k + 0.5), 12), str(k + 1), size=8, colour=plot.SOFT) for k in range(columns)]
    parts += [plot.text((10, 29 + CELL * k), row_name(k), size=8, colour=plot.SOFT) for k in range(rows)]
    for one, signal in zip(mine, signals, strict=True):
        x, y = 20 + CELL * (int(one["column"]) - 1), 17 + CELL * (int(one["row"]) - 1)
        fill = shade((signal - low) / (high - low) if high > low else 0.5) if isfinite(signal) else "none"
        place = f"{row_name(int(one['row']) - 1)}{one['column']}"
        words = escape(f"{place} {one['compound'] or one['role']} {one['dose']} {one['unit']}: {one['signal']}")
        box = f'<rect x="{x}" y="{y}" width="{CELL - 1}" height="{CELL - 1}" rx="2" fill="{fill}" stroke="#d9e2ec">'
        parts.append(f"{box}<title>{words}</title></rect>")
        if one["flag"]:
            parts.append(f'<circle cx="{x + 8.5}" cy="{y + 8.5}" r="7" fill="none" stroke="#ff5533" stroke-width="2"/>')
    foot = 34 + CELL * rows
    parts.append(plot.text((20, foot), f"lowest {low:.4g}, highest {high:.4g}", anchor="start", size=9))
    return plot.drawing(parts, name, (24 + CELL * columns, foot + 8))


def shade(share: float) -> str:
    """A colour between dark and bright."""
    place = min(max(share, 0.0), 1.0) * (len(SHADES) - 1)
    red, green, blue = (np.interp(place, range(len(SHADES)), SHADES[:, k]) for k in range(3))
    return f"rgb({red:.0f},{green:.0f},{blue:.0f})"


def row_name(number: int) -> str:
    """A for the first row, AA for the 27th."""
    letters = chr(65 + number % 26)
    return letters if number < 26 else chr(64 + number // 26) + letters
