"""Greatest neointimal thickness over a strut."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class GreatestTissueOverStruts:
    """Greatest over struts of the way from the inner face of the strut to the lumen."""

    label: str = "Greatest neointimal thickness over a strut"
    unit: str = "mm"
    si: str = "m"
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("tissue_over_strut").max(axis=-1)
