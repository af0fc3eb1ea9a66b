"""Neointimal area of the section."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class NeointimalArea:
    """Area within the internal elastic lamina less lumen area, so it holds the metal."""

    label: str = "Neointimal area"
    unit: str = "mm**2"
    si: str = "m**2"
    world: str = "radial_artery"

    def measure(self, recording: Recording) -> Array:
        return recording.last("neointimal_area")
