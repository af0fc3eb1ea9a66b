"""The pictures of a plate's page: curves with their points, and the plate as the reader saw it."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from neointima.interfaces.report.figures import COLOURS, draw

MARKS = "osD^vPX"
ODD = "#b03a00"
MOST_PLATES_NAMED = 8
Line = Mapping[str, str]


def dose_response(compound: str, wells: Sequence[Line], curve: Sequence[Line], *, potency: Line | None) -> str:
    """Points by plate, the chosen curve with its 95 % band, and the IC50 with its interval."""
    doses = [dose for one in wells if (dose := _dose(one)) > 0]
    zero = min(doses) / 4
    has_zero = any(_dose(one) == 0 for one in wells)

    def paint(figure: Figure) -> None:
        # A fixed frame: laying out anew for each compound would take half of the time of a page.
        figure.set_layout_engine("none")
        axes: Any = figure.add_axes((0.115, 0.145, 0.865, 0.765))
        _points(axes, wells, zero)
        _curve(axes, curve)
        if potency and potency["estimate"]:
            _potency(axes, potency, (min(doses), max(doses)))
        unit = next((one["unit"] for one in wells if one["unit"]), "")
        axes.set(xscale="log", xlabel=f"dose [{unit}]" if unit else "dose", ylabel="response")
        axes.set_title(_words(compound) or "dose and response")
        axes.set_xlim(zero / 1.5 if has_zero else min(doses) / 2.2, max(doses) * 2)
        _decades(axes, (min(doses), max(doses)))
        _heights(axes, wells, curve)
        if has_zero:
            _mark_zero(axes, zero)

    return _drawn(paint, (4.7, 3.3))


def _drawn(paint: Callable[[Figure], None], size: tuple[float, float]) -> str:
    """The figure; the browser has the letters that the fonts here lack."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph", category=UserWarning)
        return draw(paint, size)


def _decades(axes: Any, doses: tuple[float, float]) -> None:
    """Ticks at powers of ten, in words that need no typesetting."""
    first, last = (int(np.floor(np.log10(dose) + 1e-9)) for dose in (doses[0] / 1.9, doses[1] * 1.9))
    powers = [k for k in range(first, last + 1) if 10.0**k > doses[0] / 2]
    places = [10.0**k for k in powers[:: 1 + len(powers) // 9]] or [doses[0]]
    axes.set_xticks(places, [f"{place:g}" for place in places])
    axes.minorticks_off()


def _dose(one: Line) -> float:
    """The dose of a well of a curve; its controls stand at zero."""
    return float(one["dose"]) if one["role"] == "sample" and one["dose"] else 0.0


def _words(name: str) -> str:
    """A name as the figure shows it: a dollar is a dollar, a long name is cut."""
    cut = name if len(name) <= 40 else f"{name[:39]}…"
    return "".join(letter if letter.isprintable() else " " for letter in cut).replace("$", r"\$")


def _points(axes: Any, wells: Sequence[Line], zero: float) -> None:
    plates = list(dict.fromkeys(one["plate"] for one in wells))
    handles = []
    for number, plate in enumerate(plates):
        mine = [one for one in wells if one["plate"] == plate]
        x, y = [_dose(one) or zero for one in mine], [float(one["response"]) for one in mine]
        style = {"marker": MARKS[number % len(MARKS)], "color": COLOURS[1 + number % (len(COLOURS) - 1)]}
        handles += axes.plot(x, y, ls="", ms=4, alpha=0.55, mew=0, **style)
        odd = [k for k, one in enumerate(mine) if one["flag"]]
        axes.plot([x[k] for k in odd], [y[k] for k in odd], "o", ms=9, mfc="none", mec=ODD)
    if 1 < len(plates) <= MOST_PLATES_NAMED:
        axes.legend(handles, [_words(plate) for plate in plates], fontsize=7, loc="best")


def _curve(axes: Any, curve: Sequence[Line]) -> None:
    """The curve with its band; a flat mean is dashed, and no band is drawn where there is none."""
    grid, middle = (np.array([float(one[key]) for one in curve]) for key in ("dose", "response"))
    low, high = (np.array([float(one[key] or "nan") for one in curve]) for key in ("lower", "upper"))
    axes.fill_between(grid, low, high, color="#52606d", alpha=0.18, lw=0)
    is_flat = bool(curve) and curve[0]["chosen"] == "flat"
    axes.plot(grid, middle, color="#1f2933", lw=1.5, ls="--" if is_flat else "-")


def _potency(axes: Any, potency: Line, doses: tuple[float, float]) -> None:
    axes.axvline(float(potency["estimate"]), color=COLOURS[0], lw=1)
    ends = [
        float(potency[key]) if potency[key] not in ("", "inf") else edge
        for key, edge in zip(("lower", "upper"), doses, strict=True)
    ]
    if potency["lower"]:
        axes.axvspan(*np.clip(ends, doses[0] / 2, doses[1] * 2), color=COLOURS[0], alpha=0.12, lw=0)


def _heights(axes: Any, wells: Sequence[Line], curve: Sequence[Line]) -> None:
    """The band may run to anywhere where the doses tell little; the picture is of the points and the curve."""
    heights = [float(one["response"]) for one in (*wells, *curve)]
    low, high = min(0.0, *heights), max(0.0, *heights)
    room = 0.08 * (high - low) or 1.0
    axes.set_ylim(low - room * (low < 0), high + room)


def _mark_zero(axes: Any, zero: float) -> None:
    axes.axvline(zero * 2, color="#9aa5b1", lw=0.8, ls=":")
    axes.axvspan(zero / 1.5, zero * 2, color="#f5f7fa", lw=0, zorder=0)
    place = {"xycoords": ("data", "axes fraction"), "xytext": (0, 4), "textcoords": "offset points"}
    axes.annotate("no\ndrug", (zero * 1.15, 0), ha="center", fontsize=7, color="#52606d", **place)


def plate_maps(wells: Sequence[Line]) -> str:
    """Every plate as the reader saw it; wells that stand out are ringed."""
    plates = {name: [one for one in wells if one["plate"] == name and one["row"]] for name in _plates(wells)}
    plates = {name: mine for name, mine in plates.items() if mine}
    across = 1 if len(plates) == 1 else 2
    down = -(-len(plates) // across)

    def paint(figure: Figure) -> None:
        for number, (name, mine) in enumerate(plates.items()):
            axes: Any = figure.add_subplot(down, across, number + 1)
            _plate(axes, mine)
            axes.set_title(_words(name), fontsize=8)

    return _drawn(paint, (4.6 * across, 3.0 * down)) if plates else ""


def _plate(axes: Any, mine: Sequence[Line]) -> None:
    rows, columns = (np.array([int(one[key]) for one in mine]) for key in ("row", "column"))
    grid = np.full((rows.max(), columns.max()), np.nan)
    signals = np.array([float(one["signal"] or "nan") for one in mine])
    # Powers of ten go to the label, where they can be read.
    power = 3 * int(np.floor(np.log10(max(float(np.nanmax(np.abs(signals))), 1e-12)) / 3))
    power = power if abs(power) > 3 else 0
    grid[rows - 1, columns - 1] = signals / 10.0**power
    image = axes.imshow(grid, cmap="viridis", aspect="equal")
    odd = np.array([bool(one["flag"]) for one in mine])
    axes.plot(columns[odd] - 1, rows[odd] - 1, "o", ms=6, mfc="none", mec="#ff5533")
    places = range(0, rows.max(), 1 if rows.max() <= 16 else 2)
    axes.set_yticks(places, [row_name(k) for k in places])
    numbers = range(0, columns.max(), 1 + columns.max() // 13)
    axes.set_xticks(numbers, [k + 1 for k in numbers])
    axes.tick_params(labelsize=6, length=2)
    axes.grid(visible=False)
    bar = axes.figure.colorbar(image, ax=axes, label=f"signal [10^{power}]" if power else "signal", shrink=0.7)
    bar.ax.tick_params(labelsize=6)


def _plates(wells: Sequence[Line]) -> list[str]:
    return list(dict.fromkeys(one["plate"] for one in wells))


def row_name(number: int) -> str:
    """A for the first row, AA for the 27th."""
    letters = chr(65 + number % 26)
    return letters if number < 26 else chr(64 + number // 26) + letters
