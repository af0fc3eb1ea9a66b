"""What is left at follow-up of the gain, within the stent."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InStentNetGain:
    """Acute gain less late loss: least diameter at follow-up less that before stenting; nan where one is missing."""

    label: str = "In-stent net gain"
    unit: str = "mm"
    si: str = "m"
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        return recording.known("follow_up_in_stent") - recording.known("pre_lumen")
