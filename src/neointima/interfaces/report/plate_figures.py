"""The pictures of simulated plates: curves, courses, and the plates as a reader sees them."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from neointima.interfaces.report.figures import Arms, colour, draw
from neointima.interfaces.report.pathway_in_study import on_plate
from neointima.laboratory import results
from neointima.laboratory.plates import BLANK, DOSED, VEHICLE

NANOMOLAR = 1e6
HOUR = 3600.0
COURSES = (
    ("free_drug", NANOMOLAR, "free drug [nmol/L]"),
    ("s6k", 1.0, "S6K phosphorylation"),
    ("g1_passage", 1.0, "passage from G1 to S"),
    ("cells", 1.0, "cells in the well"),
)
MOST_ARMS = 4


def plates(folder: Path, study: dict[str, Any]) -> dict[str, Any]:
    """The pictures of a bench run as SVG, by name."""
    arms = results.recordings(folder)
    return {"curves": curves(arms), "course": course(arms), "plates": maps(arms), "pathway": on_plate(arms, study)}


def curves(arms: Arms) -> str:
    """Viability and S6K against dose, every arm a panel."""

    def paint(figure: Figure) -> None:
        across = min(4, len(arms))
        for number, (arm, one) in enumerate(arms.items()):
            axes = figure.add_subplot(-(-len(arms) // across), across, number + 1)
            for name, style in (
                ("absorbance", {"marker": "o"}),
                ("s6k_blot", {"marker": "o", "mfc": "white", "ls": ":"}),
            ):
                doses, means = _over_vehicle(one.values, name)
                if np.ptp(means) > 0:
                    axes.fill_between(
                        doses, means.min(axis=0), means.max(axis=0), color=colour(arms, arm), alpha=0.2, lw=0
                    )
                    axes.plot(doses, means.mean(axis=0), color=colour(arms, arm), ms=4, **style)  # type: ignore[arg-type]
            axes.axhline(1, color="#9aa5b1", lw=0.8)
            axes.set(xscale="log", ylim=(0, 1.25), title=arm, xlabel="nominal dose [nmol/L]", ylabel="over vehicle")

    return draw(paint, (9.5, 2.5 * -(-len(arms) // 4)))


def _over_vehicle(values: dict[str, Any], name: str) -> tuple[Any, Any]:
    """Doses [nmol/L] from low to high, and each plate's mean over its vehicle, shape (plates, doses)."""
    role, dose = values["role"][0], values["dose"][0]
    signal = values[name] - (values[name][:, role == BLANK].mean(axis=1, keepdims=True) if name == "absorbance" else 0)
    signal = signal / signal[:, role == VEHICLE].mean(axis=1, keepdims=True)
    doses = np.unique(dose[role == DOSED])
    means = [signal[:, (role == DOSED) & (dose == one)].mean(axis=1) for one in doses]
    return doses * NANOMOLAR, np.stack(means, axis=1)


def course(arms: Arms) -> str:
    """What wells of each dose go through, for the first arms."""
    shown = dict(list(arms.items())[:MOST_ARMS])

    def paint(figure: Figure) -> None:
        for row, (arm, one) in enumerate(shown.items()):
            role, dose = one.values["role"][0], one.values["dose"][0]
            doses = np.unique(dose[role == DOSED])
            shades = mpl.colormaps["viridis_r"](np.linspace(0.05, 0.95, doses.size))
            for panel, (name, scale, label) in enumerate(COURSES):
                axes = figure.add_subplot(len(shown), len(COURSES), row * len(COURSES) + panel + 1)
                wells = one.values[name][0] * scale
                for shade, level in zip(shades, doses, strict=True):
                    axes.plot(
                        one.times / HOUR, wells[(role == DOSED) & (dose == level)].mean(axis=0), color=shade, lw=1
                    )
                if name != "free_drug":
                    axes.plot(one.times / HOUR, wells[role == VEHICLE].mean(axis=0), color="black", lw=1, ls=":")
                axes.set(xlabel="hours of drug", ylabel=label, title=arm if panel == 0 else "")
                axes.set_yscale("log" if name == "free_drug" and wells.max() > 0 else "linear")
                if name == "free_drug" and wells.max() > 0:
                    axes.set_ylim(1e-6, None)

    return draw(paint, (9.8, 2.3 * len(shown)))


def maps(arms: Arms) -> str:
    """The first plate of each arm as the reader sees it."""

    def paint(figure: Figure) -> None:
        across = min(4, len(arms))
        for number, (arm, one) in enumerate(arms.items()):
            axes: Any = figure.add_subplot(-(-len(arms) // across), across, number + 1)
            grid = np.full((8, 12), np.nan)
            rows, columns = one.values["row"][0].astype(int), one.values["column"][0].astype(int)
            grid[rows - 1, columns - 1] = one.values["absorbance"][0]
            image = axes.imshow(grid, cmap="viridis", aspect="equal", vmin=0)
            axes.set_yticks(range(8), "ABCDEFGH")
            axes.set_xticks(range(0, 12, 2), range(1, 13, 2))
            axes.tick_params(labelsize=6)
            axes.grid(visible=False)
            axes.set_title(arm, fontsize=8)
            figure.colorbar(image, ax=axes, shrink=0.6)

    return draw(paint, (9.5, 1.9 * -(-len(arms) // 4)))
