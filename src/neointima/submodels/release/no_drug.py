"""A stent that carries nothing."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDrug:
    """Nothing held, nothing released."""

    def start(self) -> Array:
        return np.zeros((1, 1))

    def held(self, coating: Array) -> Array:
        return coating

    def step(self, coating: Array, dt: float) -> tuple[Array, Array]:
        return coating, coating
