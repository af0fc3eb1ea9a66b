"""The readings of a pullback as values: by the endpoints, each with what it refers to."""

from collections.abc import Iterator, Sequence
from math import isfinite

from neointima.geometry.pullback_morphometry import FrameMorphometry
from neointima.laboratory.measuring.measured import Value
from neointima.laboratory.measuring.pullback_basis import STENT, WHOLE, Judged, basis_of
from neointima.laboratory.measuring.pullback_recording import of_frame, of_stent, of_whole
from neointima.laboratory.read_endpoints import read_endpoints
from neointima.simulation.recording import Recording

# What needs millimetres along the vessel, and how units are called where a pixel was measured as a millimetre.
ALONG = ("lumen_volume", "stented_length", "stent_volume", "neointimal_volume", "malapposition_volume")
PIXELS = {"mm": "px", "mm**2": "px**2", "mm**3/mm": "px**2"}


def values_of(judged: Judged) -> list[Value]:
    """Frame by frame in order, then the whole pullback, then its stented part."""
    series, read, wish = judged.series, judged.read, judged.wish
    values: list[Value] = []
    for frame in read.frames:
        where = f" · {1e3 * frame.place:.2f} mm" if series.is_placed else ""
        rows = [*_endpoints(of_frame(frame, wish)), *_outline(frame, has_perimeter=not series.is_pixels)]
        values += _told(rows, f"frame {frame.name}{where}", judged=judged, frames=[frame])
    values += _told(_endpoints(of_whole(read)), WHOLE, judged=judged, frames=read.frames)
    values += _told(_endpoints(of_stent(read, wish)), STENT, judged=judged, frames=read.frames)
    return values


def _endpoints(recording: Recording) -> list[Value]:
    return [Value("", name, float(values[0]), unit) for name, values, unit in read_endpoints(recording)]


def _outline(frame: FrameMorphometry, *, has_perimeter: bool) -> Iterator[Value]:
    """Length and calipers of the lumen."""
    lengths = {"lumen_least_diameter": frame.shortest_diameter, "lumen_greatest_diameter": frame.longest_diameter}
    if has_perimeter:
        lengths["lumen_perimeter"] = frame.lumen_perimeter
    for name, length in lengths.items():
        if isfinite(length):
            yield Value("", name, 1e3 * length, "mm")


def _told(
    rows: Sequence[Value], section: str, *, judged: Judged, frames: Sequence[FrameMorphometry]
) -> Iterator[Value]:
    """The rows with their section, what each refers to, and units that were given."""
    series = judged.series
    for row in rows:
        if row.endpoint in ALONG and not (series.is_placed and series.is_scaled):
            continue
        unit = row.unit if series.is_scaled else PIXELS.get(row.unit, row.unit)
        basis = basis_of(row.endpoint, section, judged=judged, frames=frames)
        yield row._replace(section=f"{series.name} · {section}" if series.name else section, unit=unit, basis=basis)
