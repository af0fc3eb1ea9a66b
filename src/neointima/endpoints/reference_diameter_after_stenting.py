"""Reference diameter of the vessel just after stenting."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class ReferenceDiameterAfterStenting:
    """As read from the film; nan for lesions without one."""

    label: str = "Reference diameter after stenting"
    unit: str = "mm"
    si: str = "m"
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        return recording.known("post_reference")
