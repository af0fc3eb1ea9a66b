"""Minimal stent area."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class MinimalStentArea:
    """The smallest area within the stent of all frames of a pullback."""

    label: str = "Minimal stent area"
    unit: str = "mm**2"
    si: str = "m**2"
    world: str = "pullback"

    def measure(self, recording: Recording) -> Array:
        return recording.known("least_stent_area")
