"""Strut embedding."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class StrutEmbedding:
    """How far the outer face stands outside the internal lamina's course beside the strut, mean over struts."""

    label: str = "Strut embedding"
    unit: str = "um"
    si: str = "m"
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("strut_embedding").mean(axis=-1)
