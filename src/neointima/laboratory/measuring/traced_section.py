"""Drawn outlines as the recording that endpoints measure."""

from typing import NamedTuple

import numpy as np

from neointima.geometry.drawn_section import DrawnSection
from neointima.geometry.section_morphometry import morphometry, with_stent
from neointima.geometry.strut_injury import extended, injury_index, schwartz
from neointima.geometry.strut_readings import StrutReadings
from neointima.quantities.kinds import Array
from neointima.simulation.recording import TIME, TRACED_SECTION, Recording

# What a reader may have scored at each strut, and where it is recorded.
READ = {"injury": "injury_score", "inflammation": "inflammation_read", "fibrin": "fibrin_read"}


class Traced(NamedTuple):
    """A section as it was drawn, with its stent line; what endpoints measure; its struts and their Schwartz scores."""

    drawn: DrawnSection
    recording: Recording
    readings: StrutReadings
    scores: Array

    def strut_rows(self) -> list[tuple[object, ...]]:
        """Of every strut: number, angle [deg], tissue over its outer and inner face [mm], spacing [mm], embedding [um].

        Then the scores: injury, and inflammation and fibrin as a reader gave them.
        """
        unread, read = np.full(self.scores.size, np.nan), self.readings
        columns = (
            np.degrees(read.angle),
            *(1e3 * each for each in (read.over_outer, read.over_inner, read.spacing)),
            1e6 * read.embedding,
            self.scores,
            *(self.drawn.scores.get(name, unread) for name in ("inflammation", "fibrin")),
        )
        return [(number, *row) for number, row in enumerate(zip(*(each.tolist() for each in columns), strict=True), 1)]


def traced(section: DrawnSection) -> Traced:
    """What can be read off a section, as one case at one time; what was not drawn is not recorded."""
    drawn = with_stent(section)
    found, readings = morphometry(drawn)
    scores = strut_scores(drawn)
    values = {name: np.array(value) for name, value in found._asdict().items() if np.isfinite(value)}
    values |= _injury(drawn, readings, scores)
    values |= {quantity: _mean(drawn.scores[name]) for name, quantity in READ.items() if name in drawn.scores}
    by_strut = {
        "strut_tissue": readings.over_outer,
        "tissue_over_strut": readings.over_inner,
        "strut_spacing": readings.spacing,
        "strut_embedding": readings.embedding,
    }
    values |= {name: each for name, each in by_strut.items() if each.size and np.all(np.isfinite(each))}
    shaped = {name: _shaped(name, value) for name, value in values.items() if np.all(np.isfinite(value))}
    return Traced(drawn, Recording(np.zeros(1), np.zeros(0), shaped, "traced_section"), readings, scores)


def strut_scores(section: DrawnSection) -> Array:
    """Schwartz score of each strut: the reader's own where there is one, else off the laminae, (struts,)."""
    drawn = schwartz(section)
    own = section.scores.get("injury", np.full(drawn.size, np.nan))
    return np.where(np.isfinite(own), own, drawn)


def _injury(section: DrawnSection, readings: StrutReadings, scores: Array) -> dict[str, Array]:
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
