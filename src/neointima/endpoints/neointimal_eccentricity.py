"""Neointimal eccentricity."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class NeointimalEccentricity:
    """(Greatest − least) / greatest thickness from the internal lamina to the lumen, over all directions."""

    label: str = "Neointimal eccentricity"
    unit: str = ""
    si: str = ""
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("neointimal_eccentricity")
