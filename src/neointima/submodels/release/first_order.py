"""A coating that gives the same share of what it still can give in every hour."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array, KilogramsPerMetre, PerSecond, Share


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstOrder:
    """dm/dt = −k (m − sequestered), solved exactly over each step; sequestered drug never leaves."""

    dose_per_length: KilogramsPerMetre
    rate: PerSecond
    sequestered: Share

    def start(self) -> Array:
        return self.dose_per_length * np.ones((1, 1))

    def held(self, coating: Array) -> Array:
        return coating

    def step(self, coating: Array, dt: float) -> tuple[Array, Array]:
        kept = self.dose_per_length * self.sequestered
        released = -(coating - kept) * np.expm1(-self.rate * dt)
        return coating - released, released
