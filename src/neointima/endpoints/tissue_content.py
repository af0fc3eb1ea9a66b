"""Drug content of the artery."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class TissueContent:
    """Drug per mass of neointima, media and adventitia."""

    label: str = "Drug in the artery"
    unit: str = "ng/mg"
    si: str = "kg/kg"
    world: str = "radial_artery"

    def measure(self, recording: Recording) -> Array:
        return recording.last("tissue_content")
