"""Lumen eccentricity."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class LumenEccentricity:
    """1 − least / greatest caliper diameter of the lumen."""

    label: str = "Lumen eccentricity"
    unit: str = ""
    si: str = ""
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("lumen_eccentricity")
