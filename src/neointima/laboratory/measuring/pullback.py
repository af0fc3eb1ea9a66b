"""Pullbacks measured: contour series of coherence tomography and ultrasound."""

from collections.abc import Sequence
from math import isfinite, nan

from neointima.geometry.pullback import in_order
from neointima.geometry.pullback_morphometry import pullback_morphometry
from neointima.instruments.outlines import Drawing
from neointima.laboratory.measuring.measured import Measured, Value, Wish
from neointima.laboratory.measuring.pullback_basis import Judged
from neointima.laboratory.measuring.pullback_series import Series, series_of
from neointima.laboratory.measuring.pullback_shown import PullbackView, shown
from neointima.laboratory.measuring.pullback_values import values_of
from neointima.mistake import Mistake

NO_SCALE = "no scale: areas and thickness are in pixels; give --scale, the side of a pixel in µm, for millimetres"
NO_SPACING = (
    "no places along the vessel: frames are taken as even, and no volumes in mm³ and no lengths are given; "
    "give --frame-spacing in mm"
)
NO_STRUT = "malapposition is not judged: give --strut, the thickness of metal and polymer in µm"


def measured_series(drawings: Sequence[Drawing], wish: Wish, *, file: str) -> Measured:
    """All pullbacks that some drawings hold; ``file`` is what they are called."""
    if not drawings:
        raise Mistake(f"{file}: no contours; give files with outlines of lumen and stent")
    found = series_of(drawings, wish)
    values: list[Value] = []
    notes, views = list(found.notes), []
    for series in found.series:
        judged, view = _judged(series, wish, file)
        values += values_of(judged)
        views.append(view)
        notes += [f"{series.name}: {note}" if series.name else note for note in (*judged.read.notes, *_missing(judged))]
    return Measured(file, "pullback", tuple(values), tuple(dict.fromkeys(notes)), tuple(views))


def _judged(series: Series, wish: Wish, file: str) -> tuple[Judged, PullbackView]:
    if not series.is_scaled:
        # A thickness in metres says nothing about pixels.
        wish = wish._replace(strut=nan, covered=0.0)
    try:
        pullback = in_order(series.frames)
        read = pullback_morphometry(pullback, wish.volume)
    except Mistake as mistake:
        raise Mistake(f"{file}: {mistake}") from None
    if not any(isfinite(frame.lumen_area) for frame in read.frames):
        raise Mistake(f"{file}: no frame has a lumen; trace the lumen, or name its class in a table of classes")
    return Judged(series, read, wish), shown(read, pullback, series=series, wish=wish)


def _missing(judged: Judged) -> list[str]:
    """What could not be said, and the way out."""
    has_struts = any(frame.struts for frame in judged.read.frames)
    asks = {
        NO_SCALE: not judged.series.is_scaled,
        NO_SPACING: not judged.series.is_placed and len(judged.read.frames) > 1,
        NO_STRUT: has_struts and not isfinite(judged.wish.strut) and judged.series.is_scaled,
    }
    return [note for note, is_missing in asks.items() if is_missing]
