"""Circle-equivalent neointimal thickness."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class CircleEquivalentThickness:
    """√(IEL area/π) − √(lumen area/π): of two circles with these areas, not read at any strut."""

    label: str = "Circle-equivalent neointimal thickness"
    unit: str = "mm"
    si: str = "m"
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return np.sqrt(recording.last("lamina_area") / np.pi) - np.sqrt(recording.last("lumen_area") / np.pi)
