"""Neointimal thickness over struts."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class TissueOverStruts:
    """From the inner face of the strut to the lumen, mean over struts: without the metal."""

    label: str = "Neointimal thickness over struts"
    unit: str = "mm"
    si: str = "m"
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("tissue_over_strut").mean(axis=-1)
