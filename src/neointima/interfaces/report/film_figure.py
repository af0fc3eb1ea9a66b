"""Films of a trial as core laboratories show them: cumulative curves and a histogram of late loss."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from neointima.interfaces.report.figures import as_svg, painted
from neointima.laboratory.patient_films import Films
from neointima.quantities.kinds import Array

MOST_STEPS, BIN, MOST_BINS, SIZE = 200, 0.2, 40, (9.5, 3.5)
EDGE = 1e-9


def film_figure(films: Mapping[str, Films], colours: Mapping[str, str]) -> str:
    """Least diameter after stenting and again, in-stent late loss, each by how many patients have it or less."""

    def paint(figure: Figure) -> None:
        lumen, loss, bars = figure.subplots(1, 3)
        width = _bin_width(films)
        for arm, one in films.items():
            shade = colours[arm]
            _paint_cumulative(lumen, one.after_in_stent, color=shade, ls="--", lw=1.1, label=f"{arm}, after stenting")
            _paint_cumulative(lumen, one.again_in_stent, color=shade, lw=1.7, label=f"{arm}, at follow-up")
            _paint_cumulative(loss, one.late_loss, color=shade, lw=1.7, label=f"{arm}, n = {one.late_loss.size}")
            _paint_bars(bars, one.late_loss, width, color=shade, label=arm)
        lumen.set(xlabel="least lumen diameter in the stent [mm]", ylabel="patients with this or less [%]")
        loss.set(xlabel="in-stent late loss [mm]", ylabel="patients with this or less [%]")
        bars.set(xlabel="in-stent late loss [mm]", ylabel=f"patients in a step of {width:g} mm [%]", ylim=(0, None))
        for axes in (lumen, loss):
            axes.set_ylim(0, 102)
        loss.axvline(0.0, color="#52606d", lw=0.7)
        for axes in (lumen, loss, bars):
            axes.legend(fontsize=7, loc="lower center", bbox_to_anchor=(0.5, 1.0), handlelength=1.6)

    return as_svg(painted(paint, SIZE), film_words(films))


def film_words(films: Mapping[str, Films]) -> str:
    """Late loss of each arm in a sentence."""
    parts = [f"{arm} {np.mean(one.late_loss):.2f}{_sd(one.late_loss)} mm" for arm, one in films.items()]
    if not parts:
        return "Nobody was filmed again."
    return f"In-stent late loss, mean ± SD: {', '.join(parts)}."


def _paint_cumulative(axes: Any, values: Array, **look: Any) -> None:
    """Shares of patients at or below each value, thinned to what an eye can tell apart."""
    ordered, shares = np.sort(values), 100 * np.arange(1, values.size + 1) / values.size
    if values.size > MOST_STEPS:
        kept = np.unique(np.linspace(0, values.size - 1, MOST_STEPS).round().astype(int))
        ordered, shares = ordered[kept], shares[kept]
    axes.step(np.concatenate((ordered[:1], ordered)), np.concatenate(([0.0], shares)), where="post", **look)


def _paint_bars(axes: Any, values: Array, width: float, **look: Any) -> None:
    """Shares of patients in steps whose edges are whole multiples of ``width``."""
    first, last = np.floor(values.min() / width + EDGE), np.floor(values.max() / width + EDGE) + 1
    edges = width * np.arange(first, last + 1)
    shares = 100 * np.histogram(values, edges)[0] / values.size
    axes.stairs(shares, edges, fill=True, alpha=0.25, color=look["color"])
    axes.stairs(shares, edges, lw=1.3, **look)


def _bin_width(films: Mapping[str, Films]) -> float:
    spread = max(float(np.ptp(one.late_loss)) for one in films.values())
    return BIN * max(1.0, float(np.ceil(spread / (BIN * MOST_BINS))))


def _sd(values: Array) -> str:
    return f" ± {np.std(values, ddof=1):.2f}" if values.size > 1 else ""
