"""Percent area stenosis."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class PercentAreaStenosis:
    """100 × neointimal area / area within the internal elastic lamina, per section and then averaged."""

    label: str = "Area stenosis"
    unit: str = "percent"
    si: str = ""
    world: str = "radial_artery"

    def measure(self, recording: Recording) -> Array:
        return recording.last("neointimal_area") / recording.last("lamina_area")
