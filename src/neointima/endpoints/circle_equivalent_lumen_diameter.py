"""Circle-equivalent lumen diameter."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class CircleEquivalentLumenDiameter:
    """2 √(lumen area/π): of a circle with this area."""

    label: str = "Circle-equivalent lumen diameter"
    unit: str = "mm"
    si: str = "m"
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return 2 * np.sqrt(recording.last("lumen_area") / np.pi)
