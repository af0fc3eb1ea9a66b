"""Endothelialisation."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class Endothelialisation:
    """Share of the lumen's circumference that is covered by endothelium."""

    label: str = "Endothelialisation"
    unit: str = "percent"
    si: str = ""
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("endothelialised")
