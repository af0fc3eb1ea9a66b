"""How much of its dose the stent has given away."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class ShareReleased:
    """Share of the dose that has left the stent at the end."""

    label: str = "Dose released"
    unit: str = "percent"
    si: str = "1"
    world: str = "stented_wall"

    def measure(self, recording: Recording) -> Array:
        return 1 - recording.last("coating_drug") / recording.first("coating_drug")
