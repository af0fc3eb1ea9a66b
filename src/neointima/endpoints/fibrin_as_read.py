"""Fibrin score, as read."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class FibrinAsRead:
    """The reader's own score of each strut, 0 to 3, mean over struts."""

    label: str = "Fibrin score, as read"
    unit: str = ""
    si: str = ""
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("fibrin_read")
