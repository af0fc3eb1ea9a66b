"""Volume within the stent."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class StentVolume:
    """Areas within the stent summed along it."""

    label: str = "Stent volume"
    unit: str = "mm**3"
    si: str = "m**3"
    world: str = "pullback"

    def measure(self, recording: Recording) -> Array:
        return recording.known("stent_volume")
