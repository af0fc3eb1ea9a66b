"""From the conditions of a transport study to how the stent lies: files read, lengths in metres, size foreseen."""

from pathlib import Path

import numpy as np

from neointima.geometry.contours import Contour, ellipse
from neointima.geometry.stented_segment import BYTES_A_CELL
from neointima.geometry.strut_shapes import StrutShape
from neointima.geometry.vessel import Vessel
from neointima.instruments.contour_file import read_contours
from neointima.instruments.stent_surface import read_stent, relief_of_surface
from neointima.laboratory.conditions import TransportConditions
from neointima.laboratory.inputs import beside
from neointima.laboratory.memory import check_memory
from neointima.library.recipe import Recipe
from neointima.library.transport import BALLOON
from neointima.mistake import Mistake
from neointima.protocols.drug_transport import DrugTransport, Place, Site, strut
from neointima.quantities.kinds import Array
from neointima.quantities.units import quantity

FINEST = {"wall_section": "2 um", "wall_segment": "40 um"}
LARGEST = {"wall_section": 100e-6, "wall_segment": 500e-6}
SMALLEST = {"wall_section": 5e-9, "wall_segment": 1e-6}


def site(name: str, recipe: Recipe, conditions: TransportConditions, *, folder: Path, place: str) -> Site:
    """One arm as the protocol takes it; ``folder`` is where the study lies, ``place`` begins every complaint."""
    try:
        made = Site(name, recipe, _shape(recipe), _place(recipe, conditions, folder), conditions.days)
        check_memory(DrugTransport().memory(made), f"{DrugTransport().cells(made):,} cells")
        # Struts that cannot be are found here, not when the work has begun.
        mesh, _ = DrugTransport().geometry(made)
        cells = int(np.count_nonzero(mesh.tissue))
        check_memory(BYTES_A_CELL * cells, f"{cells:,} cells")
    except Mistake as mistake:
        raise Mistake(f"{place} › conditions › {mistake}") from None
    return made


def metres(text: str, key: str, *, most: float, least: float = 0.0) -> float:
    """A length such as "100 um" in metres, between ``least`` and ``most``."""
    value = quantity(text, "m", place=key, example="100 um", bare="m")
    if not least <= value <= most:
        raise Mistake(f"{key}: a length from {least * 1e6:g} to {most * 1e6:g} um is expected, not {text[:30]!r}")
    return value


def _shape(recipe: Recipe) -> StrutShape | None:
    """What the struts look like cut across; none after a balloon."""
    if BALLOON in recipe.models:
        return None
    struts = recipe.submodel("struts", {})
    return strut(recipe.strut_shape, float(struts.strut_width), float(struts.strut_thickness))


def _place(recipe: Recipe, conditions: TransportConditions, folder: Path) -> Place:
    world = conditions.world
    finest = metres(conditions.finest or FINEST[world], "finest", least=SMALLEST[world], most=LARGEST[world])
    covering = metres(conditions.covering, "covering", most=2e-3)
    if world == "wall_segment":
        _refuse(conditions, ("strut_angles", "malapposed", "lamina", "contours"))
        length = metres(conditions.length, "length", least=2 * finest, most=60e-3)
        relief = None
        if conditions.stent_surface:
            _refuse(conditions, ("overlap", "length"))
            surface = read_stent(
                beside(folder, conditions.stent_surface), unit=conditions.surface_unit, axis=conditions.surface_axis
            )
            relief = relief_of_surface(surface, fine=finest / 2)
            length = float(np.ptp(relief.heights))
        overlap = metres(conditions.overlap, "overlap", most=length)
        maps = _maps(conditions)
        return Place(covering=covering, finest=finest, length=length, overlap=overlap, surface=relief, maps=maps)
    _refuse(conditions, ("overlap", "stent_surface", "length"))
    return Place(
        covering=covering,
        finest=finest,
        maps=_maps(conditions),
        angles=_angles(conditions),
        gaps={_number(strut): metres(gap, "malapposed", most=2e-3) for strut, gap in conditions.malapposed.items()},
        contours=_contours(recipe.submodel("vessel", {}), conditions, folder=folder, covering=covering),
    )


def _angles(conditions: TransportConditions) -> Array | None:
    """Where the struts are [rad]; none for even spacing."""
    if not np.all(np.isfinite(conditions.strut_angles)):
        raise Mistake("strut_angles: an angle in degrees is expected for each strut, not nan or inf")
    return np.radians(conditions.strut_angles) if conditions.strut_angles else None


def _maps(conditions: TransportConditions) -> tuple[float, ...]:
    """Days whose maps are kept."""
    for day in conditions.maps:
        if not 0 < day <= conditions.days:
            raise Mistake(f"maps: day {day:g} is not within the {conditions.days} days of the study")
    return tuple(conditions.maps)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and text[0] != "0" and len(text) < 5):
        raise Mistake(f"malapposed: '{text[:20]}' is not the number of a strut; count them from 1")
    return int(text) - 1


def _refuse(conditions: TransportConditions, keys: tuple[str, ...]) -> None:
    """What the other world reads must not be set and silently ignored."""
    for key in keys:
        if getattr(conditions, key) != TransportConditions.model_fields[key].default:
            raise Mistake(f"{key}: a {conditions.world} does not read it; remove it or choose the other world")


def _contours(vessel: Vessel, conditions: TransportConditions, *, folder: Path, covering: float) -> tuple[Contour, ...]:
    """The four surfaces where they are traced or elliptical; none for a round artery."""
    if not (conditions.contours or conditions.lamina):
        return ()
    if conditions.contours and conditions.lamina:
        raise Mistake("lamina: the contours give it already; remove one of the two")
    if conditions.contours:
        found = read_contours(beside(folder, conditions.contours))
    elif len(conditions.lamina) == 2:
        width, height = (metres(text, "lamina", least=1e-4, most=2e-2) for text in conditions.lamina)
        found = {1: ellipse(width, height)}
    else:
        raise Mistake("lamina: two diameters are expected, such as ['3.2 mm', '2.8 mm']")
    lamina = found[1]
    media = float(np.sqrt(lamina.cosine[0] ** 2 + vessel.media_area() / np.pi) - lamina.cosine[0])
    lumen = found.get(0, _moved(lamina, -covering))
    outer = found.get(2, _moved(lamina, media))
    return lumen, lamina, outer, found.get(3, _moved(outer, float(vessel.adventitia_thickness)))


def _moved(contour: Contour, distance: float) -> Contour:
    """The contour ``distance`` [m] further out in every direction."""
    return contour._replace(cosine=np.concatenate([contour.cosine[:1] + distance, contour.cosine[1:]]))
