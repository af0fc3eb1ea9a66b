"""Share of the eluted drug that is still in the artery."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class ElutedDrugInArtery:
    """Drug in the wall over drug that has left the stent; zero where nothing has."""

    label: str = "Eluted drug still in the artery"
    unit: str = "percent"
    si: str = ""
    world: str = "radial_artery"

    def measure(self, recording: Recording) -> Array:
        eluted = recording.first("coating_drug") - recording.last("coating_drug")
        return np.divide(recording.last("wall_drug"), eluted, out=np.zeros_like(eluted), where=eluted > 0)
