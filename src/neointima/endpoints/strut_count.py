"""Struts."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class StrutCount:
    """Struts in the section."""

    label: str = "Struts"
    unit: str = ""
    si: str = ""
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("struts")
