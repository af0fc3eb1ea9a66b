"""Lumen volume in the stent."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class LumenVolume:
    """Lumen areas summed along the stent, as ultrasound reads them."""

    label: str = "Lumen volume"
    unit: str = "mm**3"
    si: str = "m**3"
    world: str = "pullback"

    def measure(self, recording: Recording) -> Array:
        return recording.known("lumen_volume")
