"""Quantitative angiography of a frame, or of the films of many lesions that a small table names."""

from collections.abc import Sequence
from math import isfinite, isnan
from pathlib import Path

from neointima.instruments.angiogram.drawn_lines import file_beside, has_vessel_line
from neointima.instruments.angiogram.frame_file import PICTURES, is_angiogram
from neointima.instruments.angiogram.reading import Span, stenosis
from neointima.instruments.dicom.called import called
from neointima.instruments.dicom.tags import is_dicom
from neointima.laboratory.measuring.angiogram_film import FilmReading, read_film
from neointima.laboratory.measuring.angiogram_view import angiogram_view
from neointima.laboratory.measuring.measured import Measured, Value, Wish

KIND = "angiogram"


def recognises(path: Path) -> bool:
    """Whether a file is an X-ray film, or a picture beside which a vessel's line is drawn."""
    if path.suffix.lower() in PICTURES:
        beside = file_beside(path)
        return beside is not None and has_vessel_line(beside)
    return is_angiogram(path)


def measured(path: Path, wish: Wish) -> Measured:
    """Least diameter, reference, stenosis and length on one frame, in mm where the scale is known, else in pixels."""
    film = read_film(path, wish)
    name = called(path) if is_dicom(path) else path.name
    said = list(film.notes)
    if not isfinite(film.frame.scale):
        said.append(
            "no scale, so diameters are in pixels; give --scale, a catheter of known size, or a DICOM file that has one"
        )
    return Measured(name, KIND, tuple(film_values(film)), tuple(said), (angiogram_view(film, title=name),))


def film_values(film: FilmReading, section: str = "") -> list[Value]:
    """The reading as rows."""
    reading, scale = film.reading, film.frame.scale
    factor, unit = (scale * 1e3, "mm") if isfinite(scale) else (1.0, "px")
    spans: list[tuple[str, Span]] = [("", reading.lesion)]
    spans += [("in_stent_", reading.in_stent)] if reading.in_stent else []
    spans += [("in_segment_", reading.in_segment)] if reading.in_segment else []
    rows = []
    for prefix, one in spans:
        basis = f"standard error {one.error * factor:.3f} {unit}"
        rows.append(Value(section, f"{prefix}minimal_lumen_diameter", one.least * factor, unit, basis))
        share = 100 * stenosis(one.least, reading.reference)
        rows.append(Value(section, f"{prefix}diameter_stenosis", share, "percent", "mean of both sides as reference"))
    rows += _references(film, factor, unit=unit, section=section)
    rows += [Value(section, f"{p or 'lesion_'}length", (s.end - s.start) * factor, unit) for p, s in spans]
    return rows


def _references(film: FilmReading, factor: float, *, unit: str, section: str) -> Sequence[Value]:
    reading = film.reading
    place = (reading.in_stent or reading.lesion).place
    said = (
        ("reference_diameter", reading.reference, "mean of the proximal and distal reference"),
        ("proximal_reference_diameter", reading.proximal, "mean of up to 5 mm before the lesion or stent"),
        ("distal_reference_diameter", reading.distal, "mean of up to 5 mm behind the lesion or stent"),
        ("interpolated_reference_diameter", float(reading.healthy[place]), "healthy line at the least diameter"),
    )
    return [Value(section, name, value * factor, unit, basis) for name, value, basis in said if not isnan(value)]
