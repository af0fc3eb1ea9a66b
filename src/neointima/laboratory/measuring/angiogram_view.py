"""What the annotated picture of an angiogram is drawn from."""

from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.instruments.angiogram.reading import stenosis
from neointima.laboratory.measuring.angiogram_film import FilmReading
from neointima.quantities.kinds import Array, Marks

# The longest side of the picture [pixels], and the dark and light ends of its greys.
LARGEST, GREYS = 1_024, (0.5, 99.5)


class AngiogramView(NamedTuple):
    """The frame as greys (rows, columns) at ``zoom``, and lines on it in its own pixels.

    ``edges`` (2, rows, 2), ``along`` (rows,), ``diameter``, its ``error`` and the ``healthy`` line (rows,) in ``unit``.
    ``least`` is the row of the least diameter, ``stent`` the first and last row of the stent, (−1, −1) without one.
    """

    title: str
    greys: NDArray[np.uint8]
    zoom: float
    edges: Array
    along: Array
    diameter: Array
    error: Array
    healthy: Array
    is_disturbed: Marks
    least: int
    stent: tuple[int, int]
    reference: float
    unit: str
    said: tuple[str, ...]


def angiogram_view(film: FilmReading, *, title: str) -> AngiogramView:
    """The view of a measured frame."""
    lumen, reading = film.lumen, film.reading
    factor, unit = (film.frame.scale * 1e3, "mm") if isfinite(film.frame.scale) else (1.0, "px")
    least = reading.in_stent or reading.lesion
    rows = (-1, -1)
    if reading.in_stent:
        first, last = np.searchsorted(lumen.along, [reading.in_stent.start, reading.in_stent.end])
        rows = (int(first), int(min(last, lumen.along.size - 1)))
    pixels = film.frame.pixels
    low, high = np.percentile(pixels, GREYS)
    every = max(1, int(np.ceil(max(pixels.shape) / LARGEST)))
    greys = np.clip(255 * (pixels[::every, ::every] - low) / max(high - low, 1e-9), 0, 255).astype(np.uint8)
    said = (
        f"MLD {least.least * factor:.2f} {unit}",
        f"reference {reading.reference * factor:.2f} {unit}",
        f"stenosis {100 * stenosis(least.least, reading.reference):.0f} %",
    )
    return AngiogramView(
        *(title, greys, 1 / every, lumen.edges, lumen.along * factor, lumen.diameter * factor, lumen.error * factor),
        healthy=reading.healthy * factor,
        is_disturbed=lumen.is_disturbed,
        least=least.place,
        stent=rows,
        reference=reading.reference * factor,
        unit=unit,
        said=said,
    )
