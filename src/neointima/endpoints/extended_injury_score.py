"""Extended injury score."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class ExtendedInjuryScore:
    """Mean over struts of 0 unhurt, 1 stretched, 2 internal, 3 external rupture, after the classes of Gunn 2002."""

    label: str = "Extended injury score"
    unit: str = ""
    si: str = ""
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("extended_injury")
