"""What is left at follow-up of the gain, in the stent and 5 mm beside it."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InSegmentNetGain:
    """Acute gain less late loss: least diameter at follow-up less that before stenting; nan where one is missing."""

    label: str = "In-segment net gain"
    unit: str = "mm"
    si: str = "m"
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        return recording.known("follow_up_in_segment") - recording.known("pre_lumen")
