"""Neointimal thickness away from struts."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class NeointimalThicknessBetweenStruts:
    """Radius of the internal elastic lamina less radius of the lumen."""

    label: str = "Neointimal thickness between struts"
    unit: str = "mm"
    si: str = "m"
    world: str = "radial_artery"

    def measure(self, recording: Recording) -> Array:
        return recording.last("thickness_between_struts")
