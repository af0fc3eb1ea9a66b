"""The dose that takes half of S6K phosphorylation, read hours after the drug."""

from dataclasses import dataclass

from neointima.endpoints.half_dose.of_plates import half_doses, over_vehicle
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
        return half_doses(values["dose"], over_vehicle(values["s6k_blot"], values["role"]), values["role"])
