"""Inflammation score of the section."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InflammationScore:
    """0 to 3 as histologists grade it: 3 i / (i + 1), i the inflammation relative to a stretched artery at its peak."""

    label: str = "Inflammation score"
    unit: str = ""
    si: str = ""
    world: str = "radial_artery"

    def measure(self, recording: Recording) -> Array:
        inflammation = recording.last("inflammation")
        return 3 * inflammation / (inflammation + 1)
