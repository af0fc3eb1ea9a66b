"""The pictures of a plate's page: curves with their points, and the plate as the reader saw it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from neointima.interfaces.report.figures import COLOURS, draw

MARKS = "osD^vPX"
Line = Mapping[str, str]


def dose_response(compound: str, wells: Sequence[Line], curve: Sequence[Line], *, potency: Line | None) -> str:
    """Points by plate, the chosen curve with its 95 % band, and the IC50 with its interval."""

    def paint(figure: Figure) -> None:
        axes = figure.add_subplot()
        unit = next((one["unit"] for one in wells if one["unit"]), "")
        doses = [float(one["dose"]) for one in wells if one["dose"] and float(one["dose"]) > 0]
        zero = min(doses) / 4
        for number, plate in enumerate(dict.fromkeys(one["plate"] for one in wells)):
            mine = [one for one in wells if one["plate"] == plate]
            x = [float(one["dose"]) if one["dose"] and float(one["dose"]) > 0 else zero for one in mine]
            y = [float(one["response"]) for one in mine]
            style: dict[str, Any] = {
                "marker": MARKS[number % len(MARKS)],
                "color": COLOURS[(number + 1) % len(COLOURS)],
            }
            axes.plot(x, y, ls="", ms=4, alpha=0.55, mew=0, label=plate, **style)
            odd = [k for k, one in enumerate(mine) if one["flag"]]
            axes.plot([x[k] for k in odd], [y[k] for k in odd], "o", ms=9, mfc="none", mec="#b03a00")
        grid, middle, low, high = (
            np.array([float(one[key]) for one in curve]) for key in ("dose", "response", "lower", "upper")
        )
        axes.fill_between(grid, low, high, color="#52606d", alpha=0.18, lw=0)
        axes.plot(grid, middle, color="#1f2933", lw=1.5)
        if potency and potency["estimate"]:
            axes.axvline(float(potency["estimate"]), color=COLOURS[0], lw=1)
            ends = [
                float(potency[key]) if potency[key] not in ("", "inf") else edge
                for key, edge in (("lower", min(doses)), ("upper", max(doses)))
            ]
            axes.axvspan(*np.clip(ends, zero, max(doses) * 2), color=COLOURS[0], alpha=0.12, lw=0)
        axes.set(
            xscale="log",
            xlabel=f"dose [{unit or 'as given'}]",
            ylabel="response",
            title=compound or "dose and response",
        )
        axes.set_xlim(zero / 1.5, max(doses) * 2)
        # The band may run to anywhere where the doses tell little; the picture is of the points and the curve.
        heights = [float(one["response"]) for one in wells] + list(middle)
        room = 0.08 * (max(heights) - min(0.0, *heights))
        axes.set_ylim(min(0.0, *heights) - room * (min(heights) < 0), max(heights) + room)
        if any(not one["dose"] or float(one["dose"]) == 0 for one in wells):
            axes.axvline(zero * 2, color="#9aa5b1", lw=0.8, ls=":")
            axes.annotate(
                "no drug",
                (zero, 0),
                xycoords=("data", "axes fraction"),
                xytext=(0, 3),
                textcoords="offset points",
                ha="center",
                fontsize=7,
                color="#52606d",
            )
        if len({one["plate"] for one in wells}) <= 8:
            axes.legend(fontsize=7, loc="best")

    return draw(paint, (4.7, 3.3))


def plate_maps(wells: Sequence[Line]) -> str:
    """Every plate as the reader saw it; wells that stand out are ringed."""
    plates = {name: [one for one in wells if one["plate"] == name and one["row"]] for name in _plates(wells)}
    plates = {name: mine for name, mine in plates.items() if mine}

    def paint(figure: Figure) -> None:
        across = min(2, len(plates))
        for number, (name, mine) in enumerate(plates.items()):
            axes: Any = figure.add_subplot(-(-len(plates) // across), across, number + 1)
            rows, columns = (np.array([int(one[key]) for one in mine]) for key in ("row", "column"))
            grid = np.full((rows.max(), columns.max()), np.nan)
            grid[rows - 1, columns - 1] = [float(one["signal"] or "nan") for one in mine]
            image = axes.imshow(grid, cmap="viridis", aspect="equal")
            odd = np.array([bool(one["flag"]) for one in mine])
            axes.plot(columns[odd] - 1, rows[odd] - 1, "o", ms=6, mfc="none", mec="#ff5533")
            step = 1 if rows.max() <= 16 else 2
            axes.set_yticks(range(0, rows.max(), step), [row_name(k) for k in range(0, rows.max(), step)])
            axes.set_xticks(
                range(0, columns.max(), 1 + columns.max() // 13), range(1, columns.max() + 1, 1 + columns.max() // 13)
            )
            axes.tick_params(labelsize=6)
            axes.grid(visible=False)
            axes.set_title(name, fontsize=8)
            figure.colorbar(image, ax=axes, label="signal", shrink=0.7)

    return draw(paint, (9.2, 3.0 * -(-len(plates) // 2))) if plates else ""


def _plates(wells: Sequence[Line]) -> list[str]:
    return list(dict.fromkeys(one["plate"] for one in wells))


def row_name(number: int) -> str:
    """A for the first row, AA for the 27th."""
    letters = chr(65 + number % 26)
    return letters if number < 26 else chr(64 + number // 26) + letters
