"""Neointimal thickness, read at struts."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class NeointimalThickness:
    """From the outer face of the strut to the lumen, mean over struts: where published thickness was read."""

    label: str = "Neointimal thickness at struts"
    unit: str = "mm"
    si: str = "m"
    world: str = "radial_artery"

    def measure(self, recording: Recording) -> Array:
        return recording.last("thickness_at_struts")
