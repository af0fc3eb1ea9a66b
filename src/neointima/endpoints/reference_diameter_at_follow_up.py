"""Reference diameter of the vessel at follow-up."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class ReferenceDiameterAtFollowUp:
    """As read from the film; nan for lesions without one."""

    label: str = "Reference diameter at follow-up"
    unit: str = "mm"
    si: str = "m"
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        return recording.known("follow_up_reference")
