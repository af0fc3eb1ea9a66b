"""How patients differ in late loss, against how much they lose: arms of this trial among published arms."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from neointima.interfaces.report.figures import as_svg, painted
from neointima.laboratory.patient_films import Films, LateLossLine

SIZE = (5.2, 3.9)


def late_loss_figure(films: Mapping[str, Films], line: LateLossLine, colours: Mapping[str, str]) -> str:
    """SD of late loss against its mean: dots are published arms with their line, marks are the arms of this trial."""

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        axes.plot(line.mean, line.sd, "o", color="#9aa5b1", ms=3.5, mew=0, alpha=0.8, label="published arms, in stent")
        losses = [np.mean(loss) for one in films.values() for loss in (one.late_loss, one.late_loss_in_segment)]
        ends = np.array([min(0.0, *losses), max(float(line.mean.max()), *losses)])
        axes.plot(ends, line.level + line.slope * ends, color="#52606d", lw=1.2, label=_line_words(line))
        for arm, one in films.items():
            for loss, mark, place in ((one.late_loss, "s", "in stent"), (one.late_loss_in_segment, "D", "in segment")):
                if loss.size > 1:
                    fill = colours[arm] if mark == "s" else "white"
                    look: dict[str, Any] = {
                        "ms": 7,
                        "mfc": fill,
                        "mec": colours[arm],
                        "mew": 1.6,
                        "label": f"{arm}, {place}",
                    }
                    axes.plot(np.mean(loss), np.std(loss, ddof=1), mark, ls="", **look)
        axes.set(xlabel="mean late loss [mm]", ylabel="SD of late loss among patients [mm]", ylim=(0, None))
        axes.legend(fontsize=7, loc="lower right")

    return as_svg(painted(paint, SIZE), late_loss_words(films, line))


def late_loss_words(films: Mapping[str, Films], line: LateLossLine) -> str:
    """SD of each arm beside what the line says for its mean."""
    parts = []
    for arm, one in films.items():
        if one.late_loss.size > 1:
            there = line.level + line.slope * float(np.mean(one.late_loss))
            parts.append(f"{arm} {np.std(one.late_loss, ddof=1):.2f} mm where the line has {there:.2f}")
    if not parts:
        return "Fewer than two patients of every arm were filmed: no SD."
    return f"SD of in-stent late loss: {'; '.join(parts)}."


def _line_words(line: LateLossLine) -> str:
    return f"SD = {line.level:.2f} + {line.slope:.2f} × mean"
