"""Area within the external elastic lamina."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class ExternalLaminaArea:
    """Area within the external elastic lamina, or within the external elastic membrane of ultrasound."""

    label: str = "Area within the external elastic lamina"
    unit: str = "mm**2"
    si: str = "m**2"
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("external_area")
