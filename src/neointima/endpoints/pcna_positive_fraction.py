"""Share of proliferating cells."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class PcnaPositiveFraction:
    """Smooth muscle cells in S/G2/M, of media and neointima together; cells held in G1 do not stain."""

    label: str = "PCNA-positive cells"
    unit: str = "percent"
    si: str = ""
    world: str = "radial_artery"

    def measure(self, recording: Recording) -> Array:
        return recording.last("cycling_share")
