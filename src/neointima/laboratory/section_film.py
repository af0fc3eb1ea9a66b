"""A section day by day: one animal of each arm on the days on which every cell was kept, all in the same window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.geometry.section_contours import SectionContours
from neointima.instruments.histology.canvas import canvas_around
from neointima.instruments.histology.picture import Picture, preview
from neointima.instruments.histology.stains import stain_called
from neointima.laboratory.section_pictures import days_with_cells, outlines, snapshot
from neointima.numerics.schedule import DAY
from neointima.simulation.recording import Recording

# The pixel at which a preview measures its window [m].
COARSE = 1e-5


class Shot(NamedTuple):
    """One arm on one day: a picture for each stain asked for, and what its outlines measure [m²]."""

    pictures: list[Picture]
    lumen_area: float
    neointimal_area: float


@dataclass(frozen=True, slots=True)
class SectionFilm:
    """One case of each arm; frames of all arms and days share one window and so one scale."""

    cases: Mapping[str, Recording]

    def days(self) -> list[float]:
        """Days on which every cell was kept in every arm."""
        return sorted(set.intersection(*(set(days_with_cells(one)) for one in self.cases.values())))

    def width(self) -> float:
        """How much of the section a picture shows from left to right [m]."""
        return canvas_around(self._largest(), COARSE).columns * COARSE

    def shot(self, arm: str, day: float, *, stains: Sequence[str], width: int) -> Shot:
        """An arm on one of ``days``, in stains by their short names, ``width`` pixels across."""
        recording, around = self.cases[arm], self._largest()
        section = snapshot(recording, day)
        time = int(np.flatnonzero(np.rint(recording.times / DAY) == round(day))[-1])
        areas = (float(recording.values[name][0, time]) for name in ("lumen_area", "neointimal_area"))
        return Shot([preview(section, stain_called(one), width, around=around) for one in stains], *areas)

    def _largest(self) -> SectionContours:
        """The outlines that hold those of every arm and day: all are round about the same point."""
        ends = {arm: one.values["external_radius"][0] for arm, one in self.cases.items()}
        arm = max(ends, key=lambda name: float(ends[name].max()))
        return outlines(self.cases[arm], int(ends[arm].argmax()))
