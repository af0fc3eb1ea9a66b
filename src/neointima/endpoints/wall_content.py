"""Drug content of a wall with struts in it."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class WallContent:
    """Drug per mass of neointima, media and adventitia at the end."""

    label: str = "Drug in the wall"
    unit: str = "ng/mg"
    si: str = "kg/kg"
    world: str = "stented_wall"

    def measure(self, recording: Recording) -> Array:
        return recording.last("tissue_content")
