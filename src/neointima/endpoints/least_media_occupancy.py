"""How much of the receptor is reached where least drug comes."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class LeastMediaOccupancy:
    """Occupancy that all but 5 percent of the media exceed at the end."""

    label: str = "Receptors occupied in the least reached 5 % of the media"
    unit: str = "percent"
    si: str = "1"
    world: str = "stented_wall"

    def measure(self, recording: Recording) -> Array:
        return recording.values["occupancy_spread"][:, 1, 0, -1]
