"""Reintervention anywhere in the treated vessel."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.patient_events import befell
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class TargetVesselRevascularisation:
    """Of the lesion or away from it; 1 for patients who had it."""

    label: str = "Target vessel revascularisation"
    unit: str = "percent"
    si: str = ""
    world: str = "stented_patients"
    is_share: bool = True
    events: tuple[str, ...] = ("target_lesion_revascularisation", "remote_revascularisation")

    def measure(self, recording: Recording) -> Array:
        return befell(recording, *self.events)
