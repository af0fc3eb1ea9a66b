"""Diameter stenosis in the stent and 5 mm beside it, just after stenting."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InSegmentDiameterStenosisAfterStenting:
    """1 − least diameter / reference diameter of the same film; negative where the stent is wider."""

    label: str = "In-segment diameter stenosis after stenting"
    unit: str = "percent"
    si: str = ""
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        return 1 - recording.known("post_in_segment") / recording.known("post_reference")
