"""Least lumen diameter of the lesion before it was treated."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class MinimalLumenDiameterBeforeStenting:
    """As read from the film."""

    label: str = "Minimal lumen diameter before stenting"
    unit: str = "mm"
    si: str = "m"
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        return recording.known("pre_lumen")
