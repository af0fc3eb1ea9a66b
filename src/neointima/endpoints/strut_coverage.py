"""Share of struts covered by tissue."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class StrutCoverage:
    """Share of struts with tissue on their inner face."""

    label: str = "Struts covered"
    unit: str = "percent"
    si: str = ""
    world: str = "radial_artery"

    def measure(self, recording: Recording) -> Array:
        return recording.last("strut_coverage")
