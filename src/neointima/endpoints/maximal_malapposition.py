"""Largest gap between a strut and the wall."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class MaximalMalapposition:
    """Distance of the inner edge from the wall less the thickness of the strut, the largest of all struts."""

    label: str = "Largest malapposition"
    unit: str = "mm"
    si: str = "m"
    world: str = "pullback"

    def measure(self, recording: Recording) -> Array:
        return recording.last("malapposition")
