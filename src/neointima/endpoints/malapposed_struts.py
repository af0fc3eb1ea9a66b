"""Share of struts that stand apart from the wall."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class MalapposedStruts:
    """Struts whose inner edge is farther from the wall than metal and polymer are thick."""

    label: str = "Malapposed struts"
    unit: str = "percent"
    si: str = ""
    world: str = "pullback"

    def measure(self, recording: Recording) -> Array:
        return recording.last("malapposed_share")
