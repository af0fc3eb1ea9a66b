"""Neointimal volume as a share of the volume within the stent."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class NeointimalObstruction:
    """As ultrasound reads it."""

    label: str = "Neointimal volume obstruction"
    unit: str = "percent"
    si: str = ""
    world: str = "stented_patients"

    def measure(self, recording: Recording) -> Array:
        return recording.known("neointimal_volume") / recording.known("stent_volume")
