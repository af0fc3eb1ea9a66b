"""Least lumen diameter within the stent, just after stenting."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InStentMinimalLumenDiameterAfterStenting:
    """As read from the film."""

    label: str = "In-stent minimal lumen diameter after stenting"
    unit: str = "mm"
    si: str = "m"
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        return recording.known("post_in_stent")
