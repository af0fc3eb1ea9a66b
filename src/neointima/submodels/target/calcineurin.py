"""Tacrolimus: its complex with FKBP12 cannot reach mTORC1, but it takes calcineurin, which helps cells into S."""

from dataclasses import dataclass

import numpy as np

from neointima.numerics.binding import pair
from neointima.quantities.kinds import Array, PositiveMolesPerCubicMetre, PositivePure, Share
from neointima.submodels.target import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Calcineurin:
    """FL + N ⇌ FLN with calcineurin N; n = share of N left free; u = n (1 + K) / (n + K) of its work goes on.

    ``passage_share`` of the passages from G1 to S goes with the work: blocked = passage_share (1 − u).
    Sources: Marx et al., Circ Res 1995;76:412 (nothing at mTORC1, competes with rapamycin); Matter et al., J Cardiovasc
    Pharmacol 2006;48:286 (human smooth muscle is slowed, at about ten times the dose of sirolimus).
    """

    calcineurin_dissociation: PositiveMolesPerCubicMetre
    calcineurin_density: PositiveMolesPerCubicMetre
    reserve: PositivePure
    passage_share: Share

    def block(self, specific: Array, free: Array) -> Block:
        """From drug on FKBP12; mTORC1 and mitosis go on."""
        nothing = np.zeros_like(free)
        left = 1 - pair(specific, self.calcineurin_density, self.calcineurin_dissociation) / self.calcineurin_density
        work = left * (1 + self.reserve) / (left + self.reserve)
        return Block(nothing, nothing, self.passage_share * (1 - work))
