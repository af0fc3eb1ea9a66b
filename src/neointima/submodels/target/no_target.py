"""No drug, no target."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array
from neointima.submodels.target import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTarget:
    """Nothing is blocked."""

    def block(self, specific: Array, free: Array) -> Block:
        nothing = np.zeros_like(free)
        return Block(nothing, nothing, nothing)
