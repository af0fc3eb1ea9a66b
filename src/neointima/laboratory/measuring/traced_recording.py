"""Drawn outlines as the recording that endpoints measure."""

import numpy as np

from neointima.geometry.drawn_section import DrawnSection
from neointima.geometry.section_morphometry import centre_of_section, morphometry
from neointima.geometry.strut_injury import extended, injury_index, schwartz
from neointima.geometry.strut_readings import StrutReadings, read_struts
from neointima.quantities.kinds import Array
from neointima.simulation.recording import TIME, TRACED_SECTION, Recording

# What a reader may have scored at each strut, and where it is recorded.
READ = {"injury": "injury_score", "inflammation": "inflammation_read", "fibrin": "fibrin_read"}


def traced_recording(section: DrawnSection) -> Recording:
    """What can be read off a section, as one case at one time; what was not drawn is not recorded."""
    found, readings = morphometry(section)
    values = {name: np.array(value) for name, value in found._asdict().items() if np.isfinite(value)}
    values |= _injury(section, readings)
    values |= {quantity: _mean(section.scores[name]) for name, quantity in READ.items() if name in section.scores}
    by_strut = {
        "strut_tissue": readings.over_outer,
        "tissue_over_strut": readings.over_inner,
        "strut_spacing": readings.spacing,
        "strut_embedding": readings.embedding,
    }
    values |= {name: each for name, each in by_strut.items() if each.size and np.all(np.isfinite(each))}
    shaped = {name: _shaped(name, value) for name, value in values.items() if np.all(np.isfinite(value))}
    return Recording(np.zeros(1), np.zeros(0), shaped, "traced_section")


def strut_scores(section: DrawnSection) -> Array:
    """Schwartz score of each strut: the reader's own where there is one, else off the laminae, (struts,)."""
    drawn = schwartz(section)
    own = section.scores.get("injury", np.full(drawn.size, np.nan))
    return np.where(np.isfinite(own), own, drawn)


def strut_rows(section: DrawnSection) -> list[tuple[object, ...]]:
    """Of every strut: number, angle [deg], tissue over its outer and inner face [mm], spacing [mm], embedding [um].

    Then the scores: injury, and inflammation and fibrin as a reader gave them.
    """
    if not section.struts:
        return []
    readings, injury = read_struts(section, centre_of_section(section)), strut_scores(section)
    unread = np.full(injury.size, np.nan)
    columns = (
        np.degrees(readings.angle),
        *(1e3 * each for each in (readings.over_outer, readings.over_inner, readings.spacing)),
        1e6 * readings.embedding,
        injury,
        *(section.scores.get(name, unread) for name in ("inflammation", "fibrin")),
    )
    return [(number, *row) for number, row in enumerate(zip(*(each.tolist() for each in columns), strict=True), 1)]


def _injury(section: DrawnSection, readings: StrutReadings) -> dict[str, Array]:
    scores = strut_scores(section)
    if not scores.size:
        return {}
    found = {"injury_score": _mean(scores), "extended_injury": _mean(extended(scores, readings))}
    if not section.torn_internal.is_empty:
        found["injured_length"] = np.array(injury_index(section.torn_internal, section.internal_lamina))
    return found


def _mean(values: Array) -> Array:
    """Mean of what was scored, nan where nothing was."""
    known = values[np.isfinite(values)]
    return known.mean() if known.size else np.array(np.nan)


def _shaped(name: str, value: Array) -> Array:
    return np.reshape(value, (1, 1)) if TRACED_SECTION[name].axes == TIME else np.reshape(value, (1, *np.shape(value)))
