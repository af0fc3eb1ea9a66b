"""Volume of lumen outside the stent."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class MalappositionVolume:
    """Areas between stent and wall that blood fills, summed along the stent."""

    label: str = "Malapposition volume"
    unit: str = "mm**3"
    si: str = "m**3"
    world: str = "pullback"

    def measure(self, recording: Recording) -> Array:
        return recording.known("malapposition_volume")
