"""Target vessel failure."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.patient_events import befell
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class TargetVesselFailure:
    """Cardiac death, infarction of the target vessel or reintervention in the vessel (ENDEAVOR)."""

    label: str = "Target vessel failure"
    unit: str = "percent"
    si: str = ""
    world: str = "stented_patients"
    is_share: bool = True
    events: tuple[str, ...] = (
        "cardiac_death",
        "target_vessel_infarction",
        "target_lesion_revascularisation",
        "remote_revascularisation",
    )

    def measure(self, recording: Recording) -> Array:
        return befell(recording, *self.events)
