"""What stenting gained at once, within the stent."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InStentAcuteGain:
    """Least diameter after stenting less that before, wherever each lies; nan where one is missing."""

    label: str = "In-stent acute gain"
    unit: str = "mm"
    si: str = "m"
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        return recording.known("post_in_stent") - recording.known("pre_lumen")
