"""How thick the neointima is over each strut, against what the strut tore."""

from typing import NamedTuple

import numpy as np

from neointima.analysis.regression.line_within import LineWithin, line_within
from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


class StrutResponse(NamedTuple):
    """Schwartz ``score`` and ``thickness`` [m] from outer face to lumen of every strut of an arm, and the line."""

    score: Array
    thickness: Array
    line: LineWithin | None


def strut_response(recording: Recording) -> StrutResponse | None:
    """All struts of all animals of an arm; none where struts were not followed, or animals differ in their number."""
    if not {"strut_injury", "strut_tissue"} <= set(recording.values):
        return None
    score, thickness = (recording.values[name] for name in ("strut_injury", "strut_tissue"))
    animal = np.repeat(np.arange(score.shape[0]), score.shape[1])
    flat = score.ravel(), thickness.ravel()
    return StrutResponse(*flat, line_within(*flat, animal))
