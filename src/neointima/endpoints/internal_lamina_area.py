"""Area within the internal elastic lamina."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InternalLaminaArea:
    """Area within the internal elastic lamina."""

    label: str = "Area within the internal elastic lamina"
    unit: str = "mm**2"
    si: str = "m**2"
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.last("lamina_area")
