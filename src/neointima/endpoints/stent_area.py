"""Stent area."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class StentArea:
    """Area within the stent's outline, or within a curve through the middles of its struts."""

    label: str = "Stent area"
    unit: str = "mm**2"
    si: str = "m**2"
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("stent_area")
