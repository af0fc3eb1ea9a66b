"""Wall area."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class WallArea:
    """Area between the external elastic lamina and the lumen."""

    label: str = "Wall area"
    unit: str = "mm**2"
    si: str = "m**2"
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("external_area") - recording.last("lumen_area")
