"""The true course of the lumen, which no film sees whole."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from neointima.interfaces.report.figures import as_svg, painted
from neointima.laboratory.patient_films import LumenCourse

SIZE = (5.2, 3.9)


def lumen_figure(courses: Mapping[str, LumenCourse], colours: Mapping[str, str], *, film_day: int) -> str:
    """Least lumen diameter in the stent against time: median and quartiles of each arm."""

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        for arm, one in courses.items():
            low, middle, high = one.in_stent
            axes.fill_between(one.days, low, high, color=colours[arm], alpha=0.15, lw=0)
            axes.plot(one.days, middle, color=colours[arm], lw=1.8, label=f"{arm}, in stent")
            axes.plot(one.days, one.in_segment[1], color=colours[arm], lw=1.1, ls=":", label=f"{arm}, in segment")
        if film_day:
            axes.axvline(film_day, color="#52606d", lw=0.8, ls="--")
            where = axes.get_xaxis_transform()
            axes.annotate("film", (film_day, 0.98), (-3, 0), where, "offset points", ha="right", va="top", fontsize=8)
        axes.set(xlabel="days after stenting", ylabel="true least lumen diameter [mm]", xlim=(0, None))
        axes.legend(fontsize=7, loc="best")

    return as_svg(painted(paint, SIZE), lumen_words(courses))


def lumen_words(courses: Mapping[str, LumenCourse]) -> str:
    """The median lumen of each arm, first and last."""
    parts = []
    for arm, one in courses.items():
        first, last = one.in_stent[1, [0, -1]]
        parts.append(f"{arm} from {first:.2f} to {last:.2f} mm")
    days = max(float(np.max(one.days)) for one in courses.values())
    return f"Median over {days:g} days: {', '.join(parts)}."
