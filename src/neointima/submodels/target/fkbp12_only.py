"""Tacrolimus: it binds FKBP12 and stops there; its complex cannot reach mTORC1."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array
from neointima.submodels.target import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Fkbp12Only:
    """FKBP12 is taken, mTORC1 and mitosis go on. Source: Marx et al., Circ Res 1995;76:412."""

    def block(self, specific: Array, free: Array) -> Block:
        return Block(np.zeros_like(free), np.zeros_like(free))
