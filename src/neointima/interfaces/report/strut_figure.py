"""Neointima over each strut against its injury, all animals of all arms."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from neointima.interfaces.report.figures import Arms, colour, draw
from neointima.laboratory.strut_response import StrutResponse, strut_response

UM = 1e6
APART, BESIDE = 0.06, 0.12


def struts(arms: Arms) -> dict[str, Any]:
    """The figure, and the slope of each arm in words; nothing where no struts were followed."""
    found = {arm: strut_response(one) for arm, one in arms.items()}
    shown = {arm: one for arm, one in found.items() if one is not None and one.score.size}
    if not shown:
        return {}

    def paint(figure: Figure) -> None:
        axes = figure.add_subplot()
        for place, (arm, one) in enumerate(shown.items()):
            _paint(axes, one, colour(arms, arm), shift=BESIDE * (place - (len(shown) - 1) / 2))
            axes.plot([], [], "o-", ms=4, color=colour(arms, arm), label=arm)
        axes.set(xlabel="Schwartz injury score of the strut", ylabel="neointima over the strut [µm]")
        axes.set(xticks=range(4), xlim=(-0.4, 3.4), ylim=(0, 1.06 * max(axes.dataLim.y1, 1.0)))
        axes.legend(loc="upper left")

    return {"svg": draw(paint, (6.4, 3.4)), "slopes": [sentence(arm, one) for arm, one in shown.items()]}


def _paint(axes: Any, one: StrutResponse, shade: str, *, shift: float) -> None:
    """Struts side by side at their score, the line and its interval."""
    jitter = APART * (np.arange(one.score.size) % 5 / 2 - 1)
    axes.plot(one.score + shift + jitter * 0.8, UM * one.thickness, "o", ms=4, color=shade, alpha=0.55, mew=0)
    if one.line is None:
        return
    x = np.linspace(one.score.min(), one.score.max(), 50)
    middle, half = UM * one.line.at(x), UM * one.line.half_width(x)
    axes.plot(x, middle, color=shade)
    axes.fill_between(x, middle - half, middle + half, color=shade, alpha=0.15, lw=0)


def sentence(arm: str, one: StrutResponse) -> str:
    """The slope with its interval, and whether its direction is the published one."""
    if one.line is None:
        return f"{arm} none, for struts of an animal do not differ in their score"
    low, high = (UM * end for end in one.line.interval())
    said = "thicker where torn deeper, as published" if low > 0 else "its direction is open"
    said = "thinner where torn deeper, against what is published" if high < 0 else said
    return f"{arm} {UM * one.line.slope:.0f} µm for each point of the score ({low:.0f} to {high:.0f}), {said}"
