"""Stent thrombosis, definite or probable."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.patient_events import befell
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class StentThrombosis:
    """1 for patients who had it."""

    label: str = "Stent thrombosis"
    unit: str = "percent"
    si: str = ""
    world: str = "stented_patients"
    is_share: bool = True
    events: tuple[str, ...] = ("stent_thrombosis",)

    def measure(self, recording: Recording) -> Array:
        return befell(recording, *self.events)
