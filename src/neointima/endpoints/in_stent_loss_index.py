"""Which share of the gain was lost again, within the stent."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InStentLossIndex:
    """Late loss / acute gain of each lesion; nan where a film is missing or nothing was gained."""

    label: str = "In-stent loss index"
    unit: str = ""
    si: str = ""
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        post = recording.known("post_in_stent")
        gain, loss = post - recording.known("pre_lumen"), post - recording.known("follow_up_in_stent")
        return np.where(gain > 0, loss, np.nan) / np.where(gain > 0, gain, 1.0)
