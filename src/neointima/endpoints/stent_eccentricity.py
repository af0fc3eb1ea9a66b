"""Stent eccentricity."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class StentEccentricity:
    """1 − least / greatest caliper diameter of the stent."""

    label: str = "Stent eccentricity"
    unit: str = ""
    si: str = ""
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("stent_eccentricity")
