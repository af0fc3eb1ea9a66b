"""Binary restenosis in the stent and 5 mm beside it."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InSegmentBinaryRestenosis:
    """1 where the film at follow-up shows 50 percent diameter stenosis or more, 0 where less, nan without a film."""

    label: str = "In-segment binary restenosis"
    unit: str = "percent"
    si: str = ""
    world: str = "stented_patients"
    is_share: bool = True

    def measure(self, recording: Recording) -> Array:
        stenosis = 1 - recording.known("follow_up_in_segment") / recording.known("follow_up_reference")
        return np.where(np.isfinite(stenosis), stenosis >= 0.5, np.nan)
