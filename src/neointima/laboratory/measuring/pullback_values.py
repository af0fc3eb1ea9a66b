"""The readings of a pullback as values: by the endpoints where there are such, each with what it refers to."""

from collections.abc import Iterator, Sequence
from math import isfinite

from neointima import menu
from neointima.geometry.pullback_morphometry import FrameMorphometry
from neointima.laboratory.measuring.measured import Value
from neointima.laboratory.measuring.pullback_basis import OUTLINES, STENT, WHOLE, Judged, basis_of
from neointima.laboratory.measuring.pullback_recording import recorded, strut_counts
from neointima.quantities.units import convert
from neointima.simulation.recording import PULLBACK, NotRecorded, Recording, reads

STRUTS = ("neointimal_thickness", "strut_coverage", "uncovered_struts", "malapposed_struts", "maximal_malapposition")
OF_FRAMES = (
    *("lumen_area", "stent_area", "eel_area", "neointimal_area", "neointimal_obstruction", "malapposition_area"),
    *STRUTS,
)
OF_WHOLE = ("minimal_lumen_area", "lumen_volume")
OF_STENT = (
    *("minimal_lumen_area", "minimal_stent_area", "stented_length", "stent_volume", "lumen_volume"),
    *("neointimal_volume", "neointimal_obstruction", "neointimal_volume_index", "malapposition_volume"),
    *STRUTS,
)
# Quantities that stand for themselves where no endpoint of the name reads a pullback.
PLAIN = {"lumen_area": "lumen_area", "stent_area": "stent_area", "eel_area": "external_area"}
# What needs millimetres along the vessel, and how units are called where a pixel was measured as a millimetre.
ALONG = ("lumen_volume", "stented_length", "stent_volume", "neointimal_volume", "malapposition_volume")
PIXELS = {"mm": "px", "mm**2": "px**2", "mm**3/mm": "px**2"}


def values_of(judged: Judged) -> list[Value]:
    """Frame by frame in order, then the whole pullback, then its stented part."""
    series, read = judged.series, judged.read
    recording = recorded(read, judged.wish)
    values: list[Value] = []
    for n, frame in enumerate(read.frames):
        where = f" · {1e3 * frame.place:.2f} mm" if series.is_placed else ""
        rows = _endpoints(recording, n, OF_FRAMES)
        rows += [row for row in _outline(frame) if not (series.is_pixels and row.endpoint == "lumen_perimeter")]
        values += _told(rows, f"frame {frame.name}{where}", judged=judged, frames=[frame])
    values += _told(_endpoints(recording, -2, OF_WHOLE), WHOLE, judged=judged, frames=read.frames)
    values += _told(_endpoints(recording, -1, OF_STENT), STENT, judged=judged, frames=read.frames)
    return values


def _endpoints(recording: Recording, case: int, names: Sequence[str]) -> list[Value]:
    """Endpoints of one case, those that are numbers."""
    found = []
    for name in names:
        value, unit = _endpoint(recording, name)
        if isfinite(value[case]):
            found.append(Value("", name, float(value[case]), unit))
    return found


def _endpoint(recording: Recording, name: str) -> tuple[Sequence[float], str]:
    """All cases by the endpoint of that name, or the plain quantity where none reads pullbacks."""
    if name in menu.choices("endpoints"):
        endpoint = menu.choose("endpoints", name)()
        if name not in PLAIN or reads(endpoint.world, recording.world):
            try:
                return convert(endpoint.measure(recording), endpoint.si, endpoint.unit).tolist(), endpoint.unit
            except NotRecorded:
                # It reads outlines that a pullback has not.
                pass
    quantity = PLAIN[name]
    return convert(recording.last(quantity), PULLBACK[quantity].unit, "mm**2").tolist(), "mm**2"


def _outline(frame: FrameMorphometry) -> list[Value]:
    lengths = (frame.lumen_perimeter, frame.longest_diameter, frame.shortest_diameter)
    return [
        Value("", name, 1e3 * length, "mm") for name, length in zip(OUTLINES, lengths, strict=True) if isfinite(length)
    ]


def _told(
    rows: Sequence[Value], section: str, *, judged: Judged, frames: Sequence[FrameMorphometry]
) -> Iterator[Value]:
    """The rows with their section, what each refers to, and units that were given."""
    series = judged.series
    counts = strut_counts([strut for frame in frames for strut in frame.struts], judged.wish)
    if counts.judged + counts.at_side_branches and section != WHOLE:
        rows = [*rows, Value("", "strut_count", counts.judged, "")]
    for row in rows:
        if row.endpoint in ALONG and not (series.is_placed and series.is_scaled):
            continue
        unit = row.unit if series.is_scaled else PIXELS.get(row.unit, row.unit)
        basis = basis_of(row.endpoint, section, judged=judged, frames=frames)
        yield row._replace(section=f"{series.name} · {section}" if series.name else section, unit=unit, basis=basis)
