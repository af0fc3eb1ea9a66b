"""Diameter stenosis within the stent, just after stenting."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InStentDiameterStenosisAfterStenting:
    """1 − least diameter / reference diameter of the same film; negative where the stent is wider."""

    label: str = "In-stent diameter stenosis after stenting"
    unit: str = "percent"
    si: str = ""
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        return 1 - recording.known("post_in_stent") / recording.known("post_reference")
