"""Schwartz injury score."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class InjuryScore:
    """Mean over struts of 0 lamina intact, 1 lacerated, 2 media, 3 external lamina (Schwartz 1992)."""

    label: str = "Injury score"
    unit: str = ""
    si: str = ""
    world: str = "radial_artery"

    def measure(self, recording: Recording) -> Array:
        return recording.known("injury_score")
