"""Which share of the gain was lost again, in the stent and 5 mm beside it."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InSegmentLossIndex:
    """Late loss / acute gain of each lesion; nan where a film is missing or nothing was gained."""

    label: str = "In-segment loss index"
    unit: str = ""
    si: str = ""
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        post = recording.known("post_in_segment")
        gain, loss = post - recording.known("pre_lumen"), post - recording.known("follow_up_in_segment")
        return np.where(gain > 0, loss, np.nan) / np.where(gain > 0, gain, 1.0)
