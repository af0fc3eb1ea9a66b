"""The dose that takes half of S6K phosphorylation, read hours after the drug."""

from dataclasses import dataclass

import numpy as np

from neointima.analysis.dose_response.on_plate import against_vehicle, half_doses
from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class S6kIc50:
    """Relative IC50 of a four-parameter logistic through S6K phosphorylation over vehicle, nominal dose."""

    label: str = "IC50, S6K phosphorylation"
    unit: str = "nmol/L"
    si: str = "mol/m**3"
    world: str = "culture_dish"

    def measure(self, recording: Recording) -> Array:
        values = recording.values
        found = [
            half_doses(dose, against_vehicle(blot, role), role)
            for dose, blot, role in zip(values["dose"], values["s6k_blot"], values["role"], strict=True)
        ]
        return np.array(found)
