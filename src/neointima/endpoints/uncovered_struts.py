"""Share of struts without tissue."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class UncoveredStruts:
    """Struts without tissue on their inner face, of all struts."""

    label: str = "Uncovered struts"
    unit: str = "percent"
    si: str = ""
    world: str = "pullback"

    def measure(self, recording: Recording) -> Array:
        return 1 - recording.last("strut_coverage")
