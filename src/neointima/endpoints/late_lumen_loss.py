"""Late lumen loss."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class LateLumenLoss:
    """Lumen diameter after stenting less lumen diameter at follow-up."""

    label: str = "Late lumen loss"
    unit: str = "mm"
    si: str = "m"
    world: str = "radial_artery"

    def measure(self, recording: Recording) -> Array:
        return 2 * (recording.first("lumen_radius") - recording.last("lumen_radius"))
