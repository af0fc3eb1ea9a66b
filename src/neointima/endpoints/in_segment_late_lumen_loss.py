"""Late lumen loss in the stent and 5 mm beside it, as read from two films."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InSegmentLateLumenLoss:
    """Least diameter of the segment after stenting less that at follow-up, wherever each lies; nan without a film."""

    label: str = "In-segment late lumen loss"
    unit: str = "mm"
    si: str = "m"
    world: str = "stented_patients"

    def measure(self, recording: Recording) -> Array:
        return recording.known("post_in_segment") - recording.known("follow_up_in_segment")
