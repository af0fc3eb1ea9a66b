"""Neointimal volume for each length of stent."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class NeointimalVolumeIndex:
    """Stent less lumen volume as ultrasound reads them, over the stented length."""

    label: str = "Neointimal volume index"
    unit: str = "mm**3/mm"
    si: str = "m**2"
    world: str = "stented_patients"

    def measure(self, recording: Recording) -> Array:
        return recording.known("neointimal_volume") / recording.known("stented_length")
