"""A balloon that has been taken away: nothing more comes from it."""

from dataclasses import dataclass

import numpy as np

from neointima.numerics.transport.advance import Moment
from neointima.numerics.transport.network import Network
from neointima.numerics.transport.pools import Chemistry
from neointima.quantities.kinds import Array
from neointima.simulation.coating import Joined


@dataclass(frozen=True, slots=True, kw_only=True)
class SpentBalloon:
    """``kept`` [mol] is what never reached the wall."""

    kept: float

    def join(self, tissue: Network, chemistry: Chemistry) -> Joined:
        """The tissue alone."""
        cells = tissue.volumes.size
        return Joined(lambda _: tissue, chemistry, np.zeros((4, cells)), (np.ones(cells, dtype=bool),))

    def start(self) -> None:
        return None

    def feed(self, coating: None, dt: float) -> tuple[None, Array]:
        return None, np.zeros(1)

    def held(self, now: Moment) -> float:
        return self.kept

    def swept(self, now: Moment) -> float:
        return 0.0
