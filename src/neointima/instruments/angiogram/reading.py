"""What quantitative angiography reads off the diameters along a vessel: least, reference, stenosis, length."""

from math import isfinite, nan
from typing import NamedTuple

import numpy as np

from neointima.instruments.angiogram.lumen import Lumen
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Marks

# The segment is the stent and this much beside it; where there is no stent, so much is healthy beside the lesion [m].
BESIDE = 5e-3
# A lesion ends where the diameter is back within this share of the healthy line.
BACK = 0.05
# Pixels in 5 mm where there is no scale: those of a usual pixel of 0.2 mm.
BESIDE_PIXELS = 25.0
LEAST_BESIDE = 1e-3
TRIMS = 12
# Ends of a line have neighbours on one side only; a least diameter is not looked for there [m].
END = 1e-3


class Span(NamedTuple):
    """The least diameter between two places along the vessel, where it lies, its SE; all in the lumen's unit."""

    start: float
    end: float
    least: float
    error: float
    place: int


class Reading(NamedTuple):
    """A vessel's reading in pixels: of the whole line or lesion, and of the stent and its segment where it is drawn.

    ``reference`` is the mean of ``proximal`` and ``distal``, the mean diameters of what is healthy beside. ``healthy``
    (rows,) is the line through what is not narrowed, the interpolated reference. ``lesion`` are its borders.
    """

    lesion: Span
    in_stent: Span | None
    in_segment: Span | None
    reference: float
    proximal: float
    distal: float
    healthy: Array
    notes: tuple[str, ...]


def stenosis(least: float, reference: float) -> float:
    """1 − least / reference."""
    return 1 - least / reference


def read_lumen(lumen: Lumen, stent: tuple[float, float] | None = None) -> Reading:
    """Read the diameters; ``stent`` is where it starts and ends along the line [pixels]."""
    scale = lumen.scale
    beside = BESIDE / scale if isfinite(scale) else BESIDE_PIXELS
    length = float(lumen.along[-1])
    healthy = healthy_line(lumen)
    end = min(END / scale if isfinite(scale) else END / BESIDE * BESIDE_PIXELS, 0.1 * length)
    whole = span(lumen, (end, length - end))
    beyond = _borders(lumen, healthy, whole.place)
    lesion = whole._replace(start=beyond[0], end=beyond[1])
    notes = [] if isfinite(scale) else ["no scale: 5 mm beside the lesion were taken as 25 pixels"]
    in_stent = in_segment = None
    if stent is not None:
        in_stent, in_segment = span(lumen, stent), span(lumen, (stent[0] - beside, stent[1] + beside))
        if stent[0] - beside < 0 or stent[1] + beside > length:
            notes.append("the line ends less than 5 mm beyond the stent; the segment was cut there")
        beyond = stent
    sides, said = _sides(lumen, beyond, beside=beside, healthy=healthy)
    reference = float(np.nanmean(sides))
    return Reading(lesion, in_stent, in_segment, reference, *sides, healthy=healthy, notes=(*notes, *said))


def span(lumen: Lumen, borders: tuple[float, float]) -> Span:
    """The least diameter between two places; rows beside which something else lies do not count."""
    inside = (lumen.along >= borders[0]) & (lumen.along <= borders[1])
    inside = inside & ~lumen.is_disturbed if np.any(inside & ~lumen.is_disturbed) else inside
    if not inside.any():
        raise Mistake(
            "the stent is drawn beside the line along the vessel; draw it from one end of the stent to the other"
        )
    place = int(np.argmin(np.where(inside, lumen.diameter, np.inf)))
    return Span(*borders, float(lumen.diameter[place]), float(lumen.error[place]), place)


def healthy_line(lumen: Lumen) -> Array:
    """The straight line through the diameters that is fitted again and again without what lies below it."""
    kept: Marks = ~lumen.is_disturbed & (lumen.diameter >= np.median(lumen.diameter))
    line = np.full(lumen.diameter.size, float(np.median(lumen.diameter)))
    for _ in range(TRIMS):
        if kept.sum() < 5:
            break
        slope, level = np.polyfit(lumen.along[kept], lumen.diameter[kept], 1)
        line = level + slope * lumen.along
        kept = ~lumen.is_disturbed & (lumen.diameter > (1 - BACK) * line)
    return line


def _borders(lumen: Lumen, healthy: Array, place: int) -> tuple[float, float]:
    """Where the diameter is back at the healthy line, to both sides of its least."""
    back = lumen.diameter >= (1 - BACK) * healthy
    before, after = np.flatnonzero(back[:place]), np.flatnonzero(back[place:])
    start = lumen.along[before[-1]] if before.size else 0.0
    end = lumen.along[place + after[0]] if after.size else lumen.along[-1]
    return float(start), float(end)


def _sides(
    lumen: Lumen, borders: tuple[float, float], *, beside: float, healthy: Array
) -> tuple[tuple[float, float], list[str]]:
    """Mean diameters of 5 mm before and behind; nan where the line is too short there, and a note on it."""
    ranges = ((borders[0] - beside, borders[0]), (borders[1], borders[1] + beside))
    means = []
    for low, high in ranges:
        inside = (lumen.along >= low) & (lumen.along <= high) & ~lumen.is_disturbed
        enough = inside.sum() >= 3 and np.ptp(lumen.along[inside]) >= LEAST_BESIDE / BESIDE * beside
        means.append(float(lumen.diameter[inside].mean()) if enough else nan)
    if all(np.isnan(means)):
        middle = float(np.interp(sum(borders) / 2, lumen.along, healthy))
        return (middle, middle), [
            "no healthy vessel beside the lesion; the reference is the line through its widest part"
        ]
    if any(np.isnan(means)):
        side = "proximal" if np.isnan(means[0]) else "distal"
        return (means[0], means[1]), [f"the line has no healthy {side} part; the reference is that of the other side"]
    return (means[0], means[1]), []
