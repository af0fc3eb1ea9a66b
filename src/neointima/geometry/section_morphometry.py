"""What a morphometrist reads off the outlines of a section, drawn by a person or by this laboratory."""

from typing import NamedTuple

import numpy as np
import shapely
from shapely import Geometry

from neointima.geometry.caliper import caliper
from neointima.geometry.drawn_section import DrawnSection, outer_line
from neointima.geometry.rays import reach
from neointima.geometry.stent_through_struts import stent_through_struts
from neointima.geometry.strut_readings import DIRECTIONS, StrutReadings, read_struts
from neointima.quantities.kinds import Array

# Tissue over metal that optical coherence tomography would see [m].
VISIBLE = 20e-6
# Lumen this near to what was drawn over it counts as covered [m].
ON_THE_LUMEN = 20e-6
NAN = float("nan")


class Morphometry(NamedTuple):
    """Areas [m²] and neointima [m] of a section; nan where what they need was not drawn.

    ``neointimal_area`` is lamina less lumen, so it holds the metal, and ``stent_neointimal_area`` is stent less lumen.
    ``thickness_at_struts`` is the mean from the outer face of struts to the lumen. ``thickness_between_struts`` runs
    from the lamina, the mean over directions without metal.
    ``strut_coverage`` is the share of metal under tissue. Eccentricities are 1 − least / greatest diameter, and of the
    neointima (greatest − least) / greatest thickness within the lamina.
    """

    lumen_area: float
    lamina_area: float
    external_area: float
    media_area: float
    stent_area: float
    neointimal_area: float
    stent_neointimal_area: float
    lumen_eccentricity: float
    stent_eccentricity: float
    neointimal_eccentricity: float
    thickness_at_struts: float
    thickness_between_struts: float
    strut_coverage: float
    endothelialised: float
    struts: float


def centre_of_section(section: DrawnSection) -> Array:
    """Centroid of the internal lamina, else of the stent, the external lamina or the lumen, whichever is drawn [m]."""
    shapes = (section.internal_lamina, section.stent, section.external_lamina, section.lumen)
    drawn = next((shape for shape in shapes if not shape.is_empty), None)
    if drawn is not None:
        return shapely.get_coordinates(drawn.centroid)[0]
    return shapely.get_coordinates(shapely.union_all(section.struts).centroid)[0]


def with_stent(section: DrawnSection) -> DrawnSection:
    """The section with a stent line through its struts where none was drawn and they allow one."""
    if not section.stent.is_empty or not section.struts:
        return section
    middles = np.array([shapely.get_coordinates(strut.centroid)[0] for strut in section.struts])
    return section._replace(stent=stent_through_struts(middles))


def morphometry(section: DrawnSection) -> tuple[Morphometry, StrutReadings]:
    """Read a section and each of its struts; ``with_stent`` gives one drawn without a stent line its own."""
    centre = centre_of_section(section)
    readings = read_struts(section, centre)
    lumen, lamina, external, stent = (
        _area(shape) for shape in (section.lumen, section.internal_lamina, section.external_lamina, section.stent)
    )
    between, eccentricity, coverage = _around(section, centre)
    found = Morphometry(
        lumen_area=lumen,
        lamina_area=lamina,
        external_area=external,
        media_area=external - lamina,
        stent_area=stent,
        neointimal_area=lamina - lumen,
        stent_neointimal_area=stent - lumen,
        lumen_eccentricity=_eccentricity(section.lumen),
        stent_eccentricity=_eccentricity(section.stent),
        neointimal_eccentricity=eccentricity,
        thickness_at_struts=_mean(readings.over_outer),
        thickness_between_struts=between,
        strut_coverage=coverage,
        endothelialised=_endothelialised(section),
        struts=float(len(section.struts)) if section.struts else NAN,
    )
    return found, readings


def _area(shape: Geometry) -> float:
    return float(shape.area) if not shape.is_empty else NAN


def _mean(values: Array) -> float:
    return float(values.mean()) if values.size else NAN


def _eccentricity(shape: Geometry) -> float:
    if shape.is_empty:
        return NAN
    jaws = caliper(outer_line(shape))
    return 1 - jaws.shortest / jaws.longest


def _around(section: DrawnSection, centre: Array) -> tuple[float, float, float]:
    """Thickness between struts [m], eccentricity of the neointima, and the share of metal under tissue."""
    if section.lumen.is_empty:
        return NAN, NAN, NAN
    _, lumen = reach(outer_line(section.lumen), centre, DIRECTIONS)
    inner = np.full(DIRECTIONS, np.nan)
    for strut in section.struts:
        inner = np.fmin(inner, reach(outer_line(strut), centre, DIRECTIONS)[0])
    metal = np.isfinite(inner)
    coverage = float((inner - lumen >= VISIBLE)[metal].mean()) if metal.any() else NAN
    if section.internal_lamina.is_empty:
        return NAN, NAN, coverage
    _, lamina = reach(outer_line(section.internal_lamina), centre, DIRECTIONS)
    tissue = lamina - lumen
    between = float(tissue[~metal].mean()) if not metal.all() else 0.0
    return between, float(1 - tissue.min() / tissue.max()) if tissue.max() > 0 else NAN, coverage


def _endothelialised(section: DrawnSection) -> float:
    """Share of the lumen's circumference within 20 µm of drawn endothelium."""
    if section.endothelium.is_empty or section.lumen.is_empty:
        return NAN
    ring = section.lumen.boundary
    return float(ring.intersection(section.endothelium.buffer(ON_THE_LUMEN)).length / ring.length)
