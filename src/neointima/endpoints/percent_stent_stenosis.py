"""Area stenosis, stent-referenced."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class PercentStentStenosis:
    """100 × (stent area − lumen area) / stent area."""

    label: str = "Area stenosis, stent-referenced"
    unit: str = "percent"
    si: str = ""
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("stent_neointimal_area") / recording.known("stent_area")
