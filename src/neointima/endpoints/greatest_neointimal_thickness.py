"""Greatest neointimal thickness at a strut."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class GreatestNeointimalThickness:
    """Greatest over struts of the way from the outer face of the strut to the lumen."""

    label: str = "Greatest neointimal thickness at a strut"
    unit: str = "mm"
    si: str = "m"
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("strut_tissue").max(axis=-1)
