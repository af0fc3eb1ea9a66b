"""Least lumen diameter in the stent and 5 mm beside it, at follow-up."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InSegmentMinimalLumenDiameter:
    """As read from the film at follow-up; nan for lesions without one."""

    label: str = "In-segment minimal lumen diameter"
    unit: str = "mm"
    si: str = "m"
    world: str = "angiograms"

    def measure(self, recording: Recording) -> Array:
        return recording.known("follow_up_in_segment")
