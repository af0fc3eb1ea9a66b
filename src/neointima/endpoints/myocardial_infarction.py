"""Myocardial infarction."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.patient_events import befell
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class MyocardialInfarction:
    """Of the target vessel or another, with the procedure or later."""

    label: str = "Myocardial infarction"
    unit: str = "percent"
    si: str = ""
    world: str = "stented_patients"
    is_share: bool = True
    events: tuple[str, ...] = ("target_vessel_infarction", "other_infarction")

    def measure(self, recording: Recording) -> Array:
        return befell(recording, *self.events)
