"""The funnel plot: do small trials report other effects than large ones?"""

import numpy as np
from matplotlib.figure import Figure

from neointima.analysis.pooling.effects import Effects
from neointima.analysis.pooling.pooled import Pooled
from neointima.interfaces.report.effect_axis import label_axis, shown
from neointima.interfaces.report.figures import COLOURS, painted

SIZE, REACH = (5.6, 4.0), 1.96


def funnel_figure(effects: Effects, joint: Pooled, *, measure: str, note: str = "") -> Figure:
    """Standard error, large trials on top, against effect; inside the lines 95 % of trials would lie if all shared the
    joint effect.
    """
    errors = np.sqrt(effects.variance)

    def paint(figure: Figure) -> None:
        axes = figure.add_subplot()
        deepest = float(errors.max()) * 1.06
        sides = joint.value + REACH * deepest * np.array([-1.0, 1.0])
        axes.fill([joint.value, *sides], [0, deepest, deepest], color=COLOURS[1], alpha=0.08, lw=0)
        for side in sides:
            axes.plot([joint.value, side], [0, deepest], color="#52606d", lw=0.8, ls="--")
        axes.axvline(joint.value, color=COLOURS[0], lw=1)
        axes.plot(effects.value, errors, "o", color=COLOURS[1], ms=5, alpha=0.75, mew=0)
        low, high = min(sides.min(), effects.value.min(), 0.0), max(sides.max(), effects.value.max(), 0.0)
        edge = 0.04 * (high - low)
        label_axis(axes, (float(low - edge), float(high + edge)), label=measure, is_log=effects.is_log)
        axes.set(ylim=(deepest, 0), ylabel="standard error" + (" of its logarithm" if effects.is_log else ""))
        if note:
            axes.set_title(note, fontsize=9, loc="left")

    return painted(paint, SIZE)


def funnel_words(effects: Effects, joint: Pooled, *, measure: str) -> str:
    """The figure in a sentence."""
    outside = int(np.sum(np.abs(effects.value - joint.value) > REACH * np.sqrt(effects.variance)))
    middle = shown(joint.value, is_log=effects.is_log)
    return (
        f"Funnel plot of {effects.value.size} trials around {middle}, {measure}; "
        f"{outside} lie outside the lines that would hold 95 % of them."
    )
