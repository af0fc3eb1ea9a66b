"""What stenting gained at once, in the stent and 5 mm beside it."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InSegmentAcuteGain:
    """Least diameter after stenting less that before, wherever each lies; nan where one is missing."""

    label: str = "In-segment acute gain"
    unit: str = "mm"
    si: str = "m"
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        return recording.known("post_in_segment") - recording.known("pre_lumen")
