"""Drug content of the tissue next to struts."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class PeristrutContent:
    """Drug per mass of tissue within 50 µm of a strut at the end."""

    label: str = "Drug within 50 µm of struts"
    unit: str = "ng/mg"
    si: str = "kg/kg"
    world: str = "stented_wall"

    def measure(self, recording: Recording) -> Array:
        return recording.last("peristrut_content")
