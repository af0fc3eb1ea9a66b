"""Diameter stenosis in the stent and 5 mm beside it, at follow-up."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InSegmentDiameterStenosis:
    """1 − least diameter / reference diameter of the same film; nan for lesions without one."""

    label: str = "In-segment diameter stenosis"
    unit: str = "percent"
    si: str = ""
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        return 1 - recording.known("follow_up_in_segment") / recording.known("follow_up_reference")
