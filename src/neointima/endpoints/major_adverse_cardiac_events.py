"""Major adverse cardiac events."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.patient_events import befell
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class MajorAdverseCardiacEvents:
    """Death, infarction or reintervention for the lesion (ENDEAVOR II); trials differ in what they count."""

    label: str = "Major adverse cardiac events"
    unit: str = "percent"
    si: str = ""
    world: str = "stented_patients"
    is_share: bool = True
    events: tuple[str, ...] = (
        "cardiac_death",
        "other_death",
        "target_vessel_infarction",
        "other_infarction",
        "target_lesion_revascularisation",
    )

    def measure(self, recording: Recording) -> Array:
        return befell(recording, *self.events)
