"""Diameter stenosis of the lesion before it was treated."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class DiameterStenosisBeforeStenting:
    """1 − least diameter / reference diameter of the same film; 1 where the vessel was closed."""

    label: str = "Diameter stenosis before stenting"
    unit: str = "percent"
    si: str = ""
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        return 1 - recording.known("pre_lumen") / recording.known("pre_reference")
