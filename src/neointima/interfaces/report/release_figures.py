"""The picture of an elution curve: points with their SD, every fitted model, and what the chosen one misses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from neointima.interfaces.report import plot

COLOURS = ("#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
WIDTH, HEIGHT, LEFT, RIGHT = 860, 470, 52, 14
CURVES, MISSES = (28, 300), (336, 426)
MOST_TICKS = 8
HOURS_BELOW, HOURS = 3.0, 24.0
Line = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Panel:
    """Where times from 0 to ``last`` and values between ``ends`` lie: pixels ``rows`` from top to bottom."""

    last: float
    ends: tuple[float, float]
    rows: tuple[int, int]

    def across(self, time: float) -> float:
        return LEFT + time / self.last * (WIDTH - LEFT - RIGHT)

    def up(self, value: float) -> float:
        (low, high), (top, bottom) = self.ends, self.rows
        return bottom - (value - low) / (high - low) * (bottom - top)

    def place(self, time: float, value: float) -> str:
        return f"{self.across(time):.1f},{self.up(value):.1f}"


def release_figure(name: str, points: Sequence[Line], lines: Sequence[Line], *, chosen: str) -> str:
    """Released against time on a linear axis; below, points less chosen model."""
    days = [float(one["time_day"]) for one in points]
    unit, each = ("hour", HOURS) if days[-1] < HOURS_BELOW else ("day", 1.0)
    times = [each * day for day in days]
    curves = Panel(times[-1] * 1.02, (0.0, 105.0), CURVES)
    title = name if len(name) <= 60 else f"{name[:59]}…"
    parts = _axes(curves, up="released [%]", steps=(0, 20, 40, 60, 80, 100))
    parts.append(plot.text(((LEFT + WIDTH - RIGHT) / 2, 16), title, size=13))
    parts += _models(curves, lines, chosen=chosen, each=each)
    parts += [_point(curves, time, one) for time, one in zip(times, points, strict=True)]
    misses = [float(one["residual_points"]) for one in points]
    far = max(1.0, *(abs(miss) for miss in misses)) * 1.15
    below = Panel(curves.last, (-far, far), MISSES)
    step = _round(far)
    parts += _axes(below, up="miss [points]", steps=(-step, 0.0, step))
    parts += [_stem(below, *pair) for pair in zip(times, misses, strict=True)]
    ticks = _round_steps(curves.last)
    parts += [plot.text((below.across(tick), MISSES[1] + 15), f"{tick:g}", size=10) for tick in ticks]
    parts.append(plot.text(((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8), f"time [{unit}]"))
    return plot.drawing(parts, f"{name or 'release'}: released against time, with the fitted models", (WIDTH, HEIGHT))


def _axes(panel: Panel, *, up: str, steps: Sequence[float]) -> list[str]:
    top, bottom = panel.rows
    parts = []
    for step in steps:
        y = panel.up(step)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{plot.LINE}"/>')
        parts.append(plot.text((LEFT - 6, y + 4), f"{step:g}", anchor="end", size=10))
    for tick in _round_steps(panel.last):
        x = panel.across(tick)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}" stroke="{plot.LINE}"/>')
    ends = f"{LEFT},{top} {LEFT},{bottom} {WIDTH - RIGHT},{bottom}"
    parts.append(f'<polyline points="{ends}" fill="none" stroke="{plot.SOFT}"/>')
    middle = (top + bottom) / 2
    return [*parts, f'<g transform="rotate(-90 14 {middle:.0f})">{plot.text((14, middle), up)}</g>']


def _models(panel: Panel, lines: Sequence[Line], *, chosen: str, each: float) -> list[str]:
    """Every model as a line, the chosen one last and thick, and their names in the empty corner."""
    names = [name for name in dict.fromkeys(one["model"] for one in lines) if name != chosen]
    styles = {name: (COLOURS[place % len(COLOURS)], 1.3, ' stroke-dasharray="5 4"') for place, name in enumerate(names)}
    styles[chosen] = (plot.INK, 2.2, "")
    parts = []
    for place, (name, (colour, thick, dashes)) in enumerate(styles.items()):
        mine = [one for one in lines if one["model"] == name]
        way = " ".join(panel.place(each * float(one["time_day"]), float(one["released_percent"])) for one in mine)
        stroke = f'fill="none" stroke="{colour}" stroke-width="{thick}"{dashes}'
        parts.append(f'<polyline points="{way}" {stroke}/>')
        y = CURVES[1] - 12 - 15 * (len(styles) - 1 - place)
        parts.append(f'<line x1="{WIDTH - 190}" x2="{WIDTH - 166}" y1="{y}" y2="{y}" {stroke}/>')
        parts.append(plot.text((WIDTH - 160, y + 4), name.replace("_", " "), anchor="start", size=10))
    return parts


def _point(panel: Panel, time: float, one: Line) -> str:
    """A dot with its SD, which tells its numbers when pointed at."""
    x, value, sd = panel.across(time), float(one["released_percent"]), float(one["sd_percent"] or 0.0)
    low, high = (panel.up(min(max(value + side * sd, 0.0), 105.0)) for side in (-1, 1))
    bar = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}" stroke="{plot.MARK}"/>' if sd else ""
    words = escape(f"day {one['time_day']}: {one['released_percent']} %")
    dot = f'<circle cx="{x:.1f}" cy="{panel.up(value):.1f}" r="3.4" fill="{plot.MARK}"/>'
    return f"<g><title>{words}</title>{bar}{dot}</g>"


def _stem(panel: Panel, time: float, miss: float) -> str:
    x, y = panel.across(time), panel.up(miss)
    stem = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{panel.up(0):.1f}" y2="{y:.1f}" stroke="{plot.MARK}"/>'
    return f'{stem}<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{plot.MARK}"/>'


def _round(highest: float) -> float:
    """The largest of 1, 2, 5, 10, … that is not above."""
    power = 10.0 ** floor(log10(highest))
    return max(factor * power for factor in (1, 2, 5) if factor * power <= highest)


def _round_steps(last: float) -> list[float]:
    """Round times from zero on."""
    step = _round(last / MOST_TICKS)
    step *= next(factor for factor in (1, 2, 2.5, 5, 10) if last / (step * factor) <= MOST_TICKS)
    return [k * step for k in range(ceil(last / step)) if k * step <= last]
