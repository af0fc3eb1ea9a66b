"""Lumen area."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class LumenArea:
    """Area within the lumen's outline."""

    label: str = "Lumen area"
    unit: str = "mm**2"
    si: str = "m**2"
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.last("lumen_area")
