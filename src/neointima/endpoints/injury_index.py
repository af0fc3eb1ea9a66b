"""Injury index."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InjuryIndex:
    """Gaps of the internal lamina over its circumference (Am Heart J 1993;126:1334)."""

    label: str = "Injury index"
    unit: str = ""
    si: str = ""
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("injured_length")
