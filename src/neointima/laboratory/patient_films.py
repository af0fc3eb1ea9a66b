"""What the films of a trial showed, arm by arm, and how the lumen truly went on."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from neointima.laboratory import results
from neointima.laboratory.patient_tables import PATIENTS
from neointima.library.clinical_outcomes import clinical_outcomes
from neointima.numerics.schedule import DAY
from neointima.quantities.kinds import Array

LATE_LOSS, DE_NOVO = "in_stent_late_lumen_loss", "de_novo"
QUARTILES = (25, 50, 75)


class Films(NamedTuple):
    """Readings of the patients of one arm who were filmed again [mm], shapes (filmed,)."""

    after_in_stent: Array
    again_in_stent: Array
    after_in_segment: Array
    again_in_segment: Array

    @property
    def late_loss(self) -> Array:
        """In the stent."""
        return self.after_in_stent - self.again_in_stent

    @property
    def late_loss_in_segment(self) -> Array:
        """In the stent and 5 mm beside it."""
        return self.after_in_segment - self.again_in_segment


class LateLossLine(NamedTuple):
    """SD = ``level`` + ``slope`` × mean of in-stent late loss [mm], through ``mean`` and ``sd`` of published arms."""

    level: float
    slope: float
    mean: Array
    sd: Array


class LumenCourse(NamedTuple):
    """True least lumen diameter of an arm at ``days``: quartiles [mm], shape (3, days), in stent and in segment."""

    days: Array
    in_stent: Array
    in_segment: Array


def patient_films(folder: Path, study: dict[str, Any]) -> dict[str, Films]:
    """Films of every arm that has any."""
    columns = ("post_in_stent_mm", "follow_up_in_stent_mm", "post_in_segment_mm", "follow_up_in_segment_mm")
    filmed = [row for row in results.table(folder, PATIENTS) if row["follow_up_in_stent_mm"]]
    found = {}
    for arm in study["arms"]:
        readings = [[float(row[column]) for column in columns] for row in filmed if row["arm"] == arm]
        if readings:
            found[arm] = Films(*np.array(readings).T)
    return found


def late_loss_line() -> LateLossLine:
    """Least squares through the published arms with new lesions whose SD is known, subsets left out."""
    rows = [row for row in clinical_outcomes() if (row.endpoint, row.lesion, row.subset) == (LATE_LOSS, DE_NOVO, "")]
    known = np.array([(row.value, row.sd) for row in rows if np.isfinite(row.sd)])
    slope, level = np.polyfit(known[:, 0], known[:, 1], 1)
    return LateLossLine(float(level), float(slope), known[:, 0], known[:, 1])


def lumen_courses(folder: Path) -> dict[str, LumenCourse]:
    """Median and quartiles of the patients of each arm, from their recordings."""
    return {
        arm: LumenCourse(
            one.times / DAY,
            *(1e3 * np.percentile(one.known(name), QUARTILES, axis=0) for name in ("in_stent", "in_segment")),
        )
        for arm, one in results.recordings(folder).items()
    }
