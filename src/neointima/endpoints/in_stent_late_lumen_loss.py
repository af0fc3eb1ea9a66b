"""Late lumen loss within the stent, as read from two films."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InStentLateLumenLoss:
    """Least diameter in the stent after stenting less that at follow-up; nan for patients without a film."""

    label: str = "In-stent late lumen loss"
    unit: str = "mm"
    si: str = "m"
    world: str = "stented_patients"

    def measure(self, recording: Recording) -> Array:
        return recording.known("post_in_stent") - recording.known("follow_up_in_stent")
