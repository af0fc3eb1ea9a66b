"""Reference diameter of the vessel before stenting."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class ReferenceDiameterBeforeStenting:
    """As read from the film; nan for lesions without one."""

    label: str = "Reference diameter before stenting"
    unit: str = "mm"
    si: str = "m"
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        return recording.known("pre_reference")
