"""How a strut has hurt the wall, read off drawn laminae."""

import numpy as np
import shapely
from shapely import Geometry

from neointima.geometry.drawn_section import DrawnSection, outer_line
from neointima.geometry.strut_readings import StrutReadings
from neointima.quantities.kinds import Array

# How closely a person draws a line [m]: what reaches further stands beyond it.
DRAWN = 10e-6
# A gap of a lamina belongs to a strut that lies this near to it [m].
NEAR = 100e-6
INTACT, LAMINA_TORN, MEDIA_TORN, ADVENTITIA_OPEN = 0.0, 1.0, 2.0, 3.0
UNHURT, STRETCHED, INTERNAL_RUPTURE, EXTERNAL_RUPTURE = 0.0, 1.0, 2.0, 3.0


def schwartz(section: DrawnSection) -> Array:
    """Score of each strut, (struts,), nan without an internal lamina (Schwartz 1992, J Am Coll Cardiol 19:267).

    0 lamina intact; 1 the internal lamina has a gap at the strut; 2 metal stands more than 10 µm beyond the internal
    lamina, so that the media is torn too; 3 metal stands beyond the external lamina, or that has a gap at the strut. A
    lamina drawn as a closed line counts as intact.
    """
    if section.internal_lamina.is_empty:
        return np.full(len(section.struts), np.nan)
    return np.array([_score(section, strut) for strut in section.struts])


def extended(scores: Array, readings: StrutReadings) -> Array:
    """0 unhurt; 1 stretched: lamina pushed out by more than 10 µm; 2 internal, 3 external rupture; nan as ``scores``.

    After the classes of Gunn 2002, Heart 88:401. Its own points were not read, so these count classes.
    """
    pushed = np.where(np.isfinite(readings.bulge), readings.bulge, 0.0) > DRAWN
    stretched = np.where(pushed | (readings.embedding > DRAWN), STRETCHED, UNHURT)
    torn = np.where(scores >= ADVENTITIA_OPEN, EXTERNAL_RUPTURE, np.where(scores > INTACT, INTERNAL_RUPTURE, stretched))
    return np.where(np.isfinite(scores), torn, np.nan)


def _score(section: DrawnSection, strut: Geometry) -> float:
    if _beyond(strut, section.external_lamina) or _near(strut, section.torn_external):
        return ADVENTITIA_OPEN
    if _beyond(strut, section.internal_lamina):
        return MEDIA_TORN
    return LAMINA_TORN if _near(strut, section.torn_internal) else INTACT


def _beyond(strut: Geometry, layer: Geometry) -> bool:
    """Whether a strut stands out of a layer by more than the accuracy of a hand."""
    if layer.is_empty:
        return False
    corners = shapely.points(outer_line(strut))
    return bool((shapely.distance(corners, layer) > DRAWN).any())


def _near(strut: Geometry, gaps: Geometry) -> bool:
    return not gaps.is_empty and strut.distance(gaps) < NEAR


def injury_index(torn: Geometry, lamina: Geometry) -> float:
    """Length of a lamina's gaps, taken straight, over its circumference (Am Heart J 1993;126:1334)."""
    return float(torn.length / lamina.exterior.length)
