"""Diameter stenosis within the stent at follow-up."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InStentDiameterStenosis:
    """1 − least diameter / reference diameter of the same film; nan for patients without one."""

    label: str = "In-stent diameter stenosis"
    unit: str = "percent"
    si: str = ""
    world: str = "stented_patients"

    def measure(self, recording: Recording) -> Array:
        return 1 - recording.known("follow_up_in_stent") / recording.known("follow_up_reference")
