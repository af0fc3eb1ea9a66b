"""Greatest strut spacing."""

from dataclasses import dataclass

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


@dataclass(frozen=True, slots=True)
class GreatestStrutSpacing:
    """Straight from the middle of a strut to that of the next, the widest of the section."""

    label: str = "Greatest strut spacing"
    unit: str = "mm"
    si: str = "m"
    world: str = "traced_section"

    def measure(self, recording: Recording) -> Array:
        return recording.known("strut_spacing").max(axis=-1)
