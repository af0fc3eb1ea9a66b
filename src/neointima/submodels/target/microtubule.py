"""Paclitaxel: frozen microtubules, and cells that cannot finish mitosis."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array, PositiveMolesPerCubicMetre
from neointima.submodels.target import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Microtubule:
    """Share of mitoses stopped = c / (c + IC50), from free drug c. Source: Axel et al., Circulation 1997;96:636."""

    half_effect: PositiveMolesPerCubicMetre

    def block(self, specific: Array, free: Array) -> Block:
        nothing = np.zeros_like(free)
        return Block(nothing, free / (free + self.half_effect), nothing)
