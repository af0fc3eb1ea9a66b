"""Neointimal area, stent-referenced."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class StentNeointimalArea:
    """Stent area less lumen area, as optical coherence tomography and ultrasound read it."""

    label: str = "Neointimal area, stent-referenced"
    unit: str = "mm**2"
    si: str = "m**2"
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("stent_neointimal_area")
