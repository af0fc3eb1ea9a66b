"""Area stenosis, EEL-referenced."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class PercentVesselStenosis:
    """100 × (area within the external lamina − lumen area) / area within the external lamina."""

    label: str = "Area stenosis, EEL-referenced"
    unit: str = "percent"
    si: str = ""
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return 1 - recording.last("lumen_area") / recording.known("external_area")
