"""Minimal lumen area."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class MinimalLumenArea:
    """The smallest lumen area of all frames of a pullback."""

    label: str = "Minimal lumen area"
    unit: str = "mm**2"
    si: str = "m**2"
    world: str = "pullback"

    def measure(self, recording: Recording) -> Array:
        return recording.known("least_lumen_area")
