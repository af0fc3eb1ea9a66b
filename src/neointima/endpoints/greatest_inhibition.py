"""How much of the signal the highest dose takes."""

from dataclasses import dataclass

from neointima.endpoints.half_dose.of_plates import viability
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
        values = recording.values
        top = (values["role"] == DOSED) & (values["dose"] == values["dose"].max(axis=1, keepdims=True))
        return 1 - viability(values["absorbance"], values["role"]).mean(axis=1, where=top)
