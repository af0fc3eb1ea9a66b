"""Where next trials come out, and where the published one did."""

from collections.abc import Sequence
from textwrap import fill
from typing import Any

from matplotlib.figure import Figure

from neointima.interfaces.report.figures import as_svg, painted
from neointima.laboratory import results

WIDTH, ROW_HEIGHT, PANEL_HEIGHT, EDGE = 9.5, 0.36, 0.58, 0.3
LONGEST_LINE = 44
SHADES = {"validation": "#0072B2", "calibration": "#7b8794"}
Row = dict[str, str]


def replicates_figure(rows: Sequence[Row]) -> str:
    """A bar for 95 % of next trials with their mean, the published value as a square; one panel for each measure."""
    panels: dict[str, list[Row]] = {}
    for row in rows:
        panels.setdefault(_measure(row), []).append(row)

    def paint(figure: Figure) -> None:
        heights = [len(own) * ROW_HEIGHT for own in panels.values()]
        every = figure.subplots(len(panels), 1, squeeze=False, gridspec_kw={"height_ratios": heights})[:, 0]
        for axes, (measure, own) in zip(every, panels.items(), strict=True):
            for place, row in enumerate(own):
                _paint_row(axes, place, row)
            names = [fill(f"{results.label(row['endpoint'])}, {row['arms']}", LONGEST_LINE) for row in own]
            axes.set_yticks(range(len(own)), names)
            axes.tick_params(axis="y", length=0)
            axes.set(ylim=(len(own) - 0.4, -0.6), xlabel=measure)
            axes.spines["left"].set_visible(False)
            axes.grid(visible=False, axis="y")
            axes.margins(x=0.06)
            if "difference" in measure:
                axes.axvline(0.0, color="#52606d", lw=0.8)

    height = EDGE + len(rows) * ROW_HEIGHT + len(panels) * PANEL_HEIGHT
    return as_svg(painted(paint, (WIDTH, height)), _words(rows))


def _paint_row(axes: Any, place: int, row: Row) -> None:
    shade = SHADES.get(row["split"], SHADES["validation"])
    lower, upper, middle, known = (float(row[key] or "nan") for key in ("lower", "upper", "estimate", "published"))
    axes.plot([lower, upper], [place, place], color=shade, lw=5, alpha=0.45, solid_capstyle="butt")
    axes.plot(middle, place, "|", color=shade, ms=12, mew=2)
    axes.plot(known, place, "s", color="k", mfc="white", ms=6, mew=1.3, zorder=4)


def _measure(row: Row) -> str:
    kind = results.KINDS.get(row["test"], row["test"]).removesuffix(" against a margin")
    unit = results.effect_unit(row["test"], row["unit"])
    measure = f"{kind}, first less second" if kind == "difference" else kind
    return f"{measure} [{unit}]" if unit else measure


def _words(rows: Sequence[Row]) -> str:
    inside = sum(row["is_inside"] == "yes" for row in rows)
    return f"Next trials against published values: {inside} of {len(rows)} published values lie in the 95 % intervals."
