"""Lumen outside the stent."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class MalappositionArea:
    """Area between stent and wall that blood fills."""

    label: str = "Malapposition area"
    unit: str = "mm**2"
    si: str = "m**2"
    world: str = "pullback"

    def measure(self, recording: Recording) -> Array:
        return recording.last("malapposition_area")
