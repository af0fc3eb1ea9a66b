"""The dose that takes half of a compound's effect on the cells of a plate."""

from dataclasses import dataclass

import numpy as np

from neointima.analysis.dose_response.on_plate import half_doses, viability
from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class ProliferationIc50:
    """Relative IC50 of a four-parameter logistic through absorbance over vehicle, nominal dose."""

    label: str = "IC50, proliferation (MTT)"
    unit: str = "nmol/L"
    si: str = "mol/m**3"
    world: str = "culture_dish"

    def measure(self, recording: Recording) -> Array:
        values = recording.values
        found = [
            half_doses(dose, viability(read, role), role)
            for dose, read, role in zip(values["dose"], values["absorbance"], values["role"], strict=True)
        ]
        return np.array(found)
