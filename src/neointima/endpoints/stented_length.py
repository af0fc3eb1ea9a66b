"""Stented length."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class StentedLength:
    """Length of all stents together, or over which a pullback shows a stent."""

    label: str = "Stented length"
    unit: str = "mm"
    si: str = "m"
    world: str = "pullback"

    def measure(self, recording: Recording) -> Array:
        return recording.known("stented_length")
