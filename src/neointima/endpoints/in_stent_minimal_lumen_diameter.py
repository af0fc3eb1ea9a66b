"""Least lumen diameter within the stent at follow-up."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InStentMinimalLumenDiameter:
    """As read from the film at follow-up; nan for patients without one."""

    label: str = "In-stent minimal lumen diameter"
    unit: str = "mm"
    si: str = "m"
    world: str = "stented_patients"

    def measure(self, recording: Recording) -> Array:
        return recording.known("follow_up_in_stent")
