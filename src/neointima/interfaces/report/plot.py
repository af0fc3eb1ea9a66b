"""A small picture in log dose, drawn straight as SVG: a page of sixteen compounds is there in a moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from neointima.quantities.kinds import Array

INK, SOFT, LINE, MARK = "#1f2933", "#52606d", "#d9e2ec", "#D55E00"
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
WIDTH, HEIGHT = 440, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 28, 44
MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Frame:
    """Where doses ``x`` (ends, above zero) and responses ``y`` (ends) lie on the picture."""

    x: tuple[float, float]
    y: tuple[float, float]

    def across(self, dose: float) -> float:
        low, high = (log10(end) for end in self.x)
        return LEFT + (log10(dose) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def up(self, response: float) -> float:
        low, high = self.y
        return TOP + (high - response) / (high - low) * (HEIGHT - TOP - BOTTOM)

    def place(self, dose: float, response: float) -> str:
        return f"{self.across(dose):.1f},{self.up(response):.1f}"


def picture(parts: Iterable[str], title: str) -> str:
    """The parts as one SVG element of the usual size."""
    return drawing(parts, title, (WIDTH, HEIGHT))


def drawing(parts: Iterable[str], title: str, size: tuple[int, int]) -> str:
    """The parts as one SVG element that scales with the page; ``title`` is read out to those who cannot see it."""
    inside, (width, height) = "\n".join(parts), size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="11" role="img"><title>{escape(title)}</title>\n{inside}\n</svg>'
    )


def text(at: tuple[float, float], words: str, *, size: int = 11, anchor: str = "middle", colour: str = INK) -> str:
    """Words at a place in pixels."""
    return (
        f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(words)}</text>"
    )


def axes(frame: Frame, *, across: str, up: str, title: str) -> list[str]:
    """Lines, ticks at decades and at round responses, and what they are."""
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    parts = []
    for tick in _round_steps(frame.y):
        y = frame.up(tick)
        parts.append(f'<line x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>')
        parts.append(text((LEFT - 6, y + 4), f"{tick:g}", anchor="end", size=10))
    for power in _decades(frame.x):
        x = frame.across(10.0**power)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{bottom}" stroke="{LINE}"/>')
        parts.append(text((x, bottom + 15), "10" + str(power).translate(SUPERSCRIPT), size=10))
    parts.append(f'<polyline points="{LEFT},{TOP} {LEFT},{bottom} {right},{bottom}" fill="none" stroke="{SOFT}"/>')
    parts.append(text(((LEFT + right) / 2, HEIGHT - 10), across))
    parts.append(text(((LEFT + right) / 2, 16), title, size=13))
    middle = (TOP + bottom) / 2
    parts.append(f'<g transform="rotate(-90 14 {middle:.0f})">{text((14, middle), up)}</g>')
    return parts


def line(frame: Frame, doses: Array, responses: Array, *, dashed: bool = False) -> str:
    """A curve."""
    places = " ".join(frame.place(*pair) for pair in zip(doses, responses, strict=True))
    dashes = ' stroke-dasharray="6 4"' * dashed
    return f'<polyline points="{places}" fill="none" stroke="{INK}" stroke-width="1.7"{dashes}/>'


def band(frame: Frame, doses: Array, limits: tuple[Array, Array]) -> str:
    """The space between two curves, cut off at the frame."""
    low, high = (limit.clip(*frame.y) for limit in limits)
    there = [frame.place(*pair) for pair in zip(doses, low, strict=True)]
    back = [frame.place(*pair) for pair in zip(doses, high, strict=True)]
    return f'<polygon points="{" ".join([*there, *back[::-1]])}" fill="{SOFT}" fill-opacity="0.18"/>'


def upright(frame: Frame, dose: float, *, colour: str = MARK, dashed: bool = False) -> str:
    """A vertical line."""
    x, dashes = frame.across(dose), ' stroke-dasharray="2 3"' * dashed
    return f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="{colour}"{dashes}/>'


def span(frame: Frame, ends: tuple[float, float]) -> str:
    """A vertical stripe, cut off at the frame."""
    low, high = (frame.across(min(max(end, frame.x[0]), frame.x[1])) for end in ends)
    size = f'width="{high - low:.1f}" height="{HEIGHT - TOP - BOTTOM}"'
    return f'<rect x="{low:.1f}" y="{TOP}" {size} fill="{MARK}" fill-opacity="0.13"/>'


def points(frame: Frame, wells: Sequence[tuple[float, float]], colour: str, *, square: bool = False) -> str:
    """Wells as dots or squares."""
    marks = []
    for dose, response in wells:
        x, y = frame.across(dose), frame.up(response)
        if square:
            marks.append(f'<rect x="{x - 2.5:.1f}" y="{y - 2.5:.1f}" width="5" height="5"/>')
        else:
            marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.8"/>')
    return f'<g fill="{colour}" fill-opacity="0.55">{"".join(marks)}</g>'


def rings(frame: Frame, wells: Sequence[tuple[float, float]]) -> str:
    """Wells that stand out."""
    marks = [f'<circle cx="{frame.across(x):.1f}" cy="{frame.up(y):.1f}" r="6"/>' for x, y in wells]
    return f'<g fill="none" stroke="#b03a00" stroke-width="1.4">{"".join(marks)}</g>'


def _decades(ends: tuple[float, float]) -> list[int]:
    """Powers of ten inside the frame, every second or third where there are many."""
    low, high = ceil(log10(ends[0])), floor(log10(ends[1]))
    step = 1 + max(0, high - low) // 8
    return list(range(low, high + 1, step))


def _round_steps(ends: tuple[float, float]) -> list[float]:
    """Round numbers inside the frame."""
    span_ = ends[1] - ends[0]
    step = 10.0 ** floor(log10(span_ / MOST_TICKS))
    step *= next(factor for factor in (1, 2, 5, 10) if span_ / (step * factor) <= MOST_TICKS)
    return [k * step for k in range(ceil(ends[0] / step), floor(ends[1] / step) + 1)]
