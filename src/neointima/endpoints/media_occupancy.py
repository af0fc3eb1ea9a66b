"""How much of the receptor in the media carries drug."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class MediaOccupancy:
    """Mean share of specific sites of the media that carry drug at the end."""

    label: str = "Receptors of the media occupied"
    unit: str = "percent"
    si: str = "1"
    world: str = "stented_wall"

    def measure(self, recording: Recording) -> Array:
        return recording.values["layer_occupancy"][:, 1, -1]
