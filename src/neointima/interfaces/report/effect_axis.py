"""An axis of effects: differences as they are, logarithms of ratios labelled as ratios."""

from math import exp, log
from typing import Any

from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

RATIOS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
FINE = (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2)
NO_EFFECT = 0.0


def shown(value: float, *, is_log: bool) -> str:
    """An effect as it is read: a ratio with two decimals, a difference with three figures."""
    if is_log:
        return f"{exp(value):.2f}"
    words = f"{value:.4f}" if 0 < abs(value) < 0.01 else f"{value:.2f}"
    return words.replace("-", "−")


def label_axis(axes: Any, ends: tuple[float, float], *, label: str, is_log: bool) -> None:
    """Limits, round ticks and the name of the measure; a thin line where there is no effect."""
    axes.set_xlim(*ends)
    if is_log:
        inside = [ratio for ratio in RATIOS if ends[0] <= log(ratio) <= ends[1]]
        if len(inside) < 3:
            inside = [ratio for ratio in FINE if ends[0] <= log(ratio) <= ends[1]]
        axes.xaxis.set_major_locator(FixedLocator([log(ratio) for ratio in inside]))
        axes.set_xticklabels([f"{ratio:g}" for ratio in inside])
    else:
        axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel(f"{label} (log scale)" if is_log else label)
    if ends[0] <= NO_EFFECT <= ends[1]:
        axes.axvline(NO_EFFECT, color="#52606d", lw=0.8)
