"""Cardiac death."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.patient_events import befell
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class CardiacDeath:
    """1 for patients who died of the heart."""

    label: str = "Cardiac death"
    unit: str = "percent"
    si: str = ""
    world: str = "stented_patients"
    is_share: bool = True
    events: tuple[str, ...] = ("cardiac_death",)

    def measure(self, recording: Recording) -> Array:
        return befell(recording, *self.events)
