"""The dose that takes half of a compound's effect on the cells of a plate."""

from dataclasses import dataclass

from neointima.endpoints.half_dose.of_plates import half_doses, viability
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
        return half_doses(values["dose"], viability(values["absorbance"], values["role"]), values["role"])
