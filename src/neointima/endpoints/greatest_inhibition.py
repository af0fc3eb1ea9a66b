"""How much of the signal the highest dose takes."""

from dataclasses import dataclass

import numpy as np

from neointima.analysis.dose_response.on_plate import viability
from neointima.geometry.dish import DOSED
from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class GreatestInhibition:
    """One less the mean signal at the highest dose over that of vehicle."""

    label: str = "Inhibition at the highest dose (MTT)"
    unit: str = "percent"
    si: str = ""
    world: str = "culture_dish"

    def measure(self, recording: Recording) -> Array:
        values, found = recording.values, []
        for dose, read, role in zip(values["dose"], values["absorbance"], values["role"], strict=True):
            top = (role == DOSED) & (dose == dose.max())
            found.append(1 - float(viability(read, role)[top].mean()))
        return np.array(found)
