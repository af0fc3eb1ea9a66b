"""A coating with drug at its surface, which leaves at once, and drug in its depth, which takes time."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array, KilogramsPerMetre, PerSecond, Share


class Pools(NamedTuple):
    """Drug in each pool [kg/m]."""

    surface: Array
    bulk: Array
    sequestered: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstThenSlow:
    """dm_s/dt = −k_s m_s and dm_b/dt = −k_b m_b, each solved exactly; ``sequestered`` of the dose never leaves."""

    dose_per_length: KilogramsPerMetre
    burst: Share
    burst_rate: PerSecond
    slow_rate: PerSecond
    sequestered: Share

    def start(self) -> Pools:
        free = self.dose_per_length * (1 - self.sequestered) * np.ones((1, 1))
        return Pools(free * self.burst, free * (1 - self.burst), self.dose_per_length * self.sequestered)

    def held(self, coating: Pools) -> Array:
        return coating.surface + coating.bulk + coating.sequestered

    def step(self, coating: Pools, dt: float) -> tuple[Pools, Array]:
        surface = -coating.surface * np.expm1(-self.burst_rate * dt)
        bulk = -coating.bulk * np.expm1(-self.slow_rate * dt)
        left = coating._replace(surface=coating.surface - surface, bulk=coating.bulk - bulk)
        return left, surface + bulk
