"""What is measured, one file each.

An endpoint has a ``label``, the ``unit`` of its field, the ``si`` unit it computes in, the ``world`` whose recordings
it reads, and ``measure``. One that happens to a case or not has ``is_share``: its mean is a rate in percent, and tests
of rates may read it. One made of events of patients names them in ``events``.
"""

from typing import Protocol

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording


class Endpoint(Protocol):
    """Contract of the room."""

    label: str
    unit: str
    si: str
    world: str

    def measure(self, recording: Recording) -> Array:
        """The endpoint at the end of the recording in SI, shape (cases,); nan where there is none."""
