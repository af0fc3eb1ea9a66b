"""Lesions of angiograms as a recording, so that the endpoints of simulated patients measure them."""

from collections.abc import Sequence

import numpy as np

from neointima.instruments.qca_table import Lesion, film_of
from neointima.simulation.recording import Recording


def recording_of(lesions: Sequence[Lesion], *, segment: str) -> Recording:
    """Films of each lesion, (lesions,) [m], nan where there is none.

    References are those of ``segment``, 'in_stent' or 'in_segment', as laboratories may print one for each.
    """
    values = {
        f"{moment}_{place}": np.array([film_of(one, moment, place).mld for one in lesions])
        for moment in ("post", "follow_up")
        for place in ("in_stent", "in_segment")
    }
    values["pre_lumen"] = np.array([film_of(one, "pre", segment).mld for one in lesions])
    for moment in ("pre", "post", "follow_up"):
        values[f"{moment}_reference"] = np.array([film_of(one, moment, segment).rvd for one in lesions])
    return Recording(np.zeros(1), np.zeros(0), values, "angiograms")
