"""FKBP12 · limus · mTORC1: the complex of drug and FKBP12 takes mTORC1 out of action."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array, PositiveMolesPerCubicMetre
from neointima.submodels.target import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Mtorc1Ternary:
    """FL + M ⇌ FLM with K₂ = FL · M / FLM; FL + FLM is the drug on FKBP12, M + FLM the mTORC1 of the tissue.

    Source: Banaszynski, Liu and Wandless, J Am Chem Soc 2005;127:4715.
    """

    ternary_dissociation: PositiveMolesPerCubicMetre
    mtorc1_density: PositiveMolesPerCubicMetre

    def block(self, specific: Array, free: Array) -> Block:
        """Share of mTORC1 in the ternary complex, from the quadratic of both totals."""
        k2, mtorc1 = self.ternary_dissociation, self.mtorc1_density
        total = specific + mtorc1 + k2
        ternary = 2 * specific * mtorc1 / (total + np.sqrt(total**2 - 4 * specific * mtorc1))
        return Block(ternary / mtorc1, np.zeros_like(free))

    def occupancy(self, free: Array, fkbp12: Array, dissociation: Array) -> tuple[Array, Array]:
        """Equilibrium shares (mTORC1, FKBP12) that carry drug, at a free drug concentration held constant.

        All in mol/m³: free drug L, total FKBP12 and K₁ = F · L / FL. F = F_t − (FL + FLM) makes one quadratic in the
        ternary complex.
        """
        k2, mtorc1 = self.ternary_dissociation, self.mtorc1_density
        theta = free / (free + dissociation)
        reach = k2 / theta
        total = fkbp12 + mtorc1 + reach
        ternary = 2 * fkbp12 * mtorc1 / (total + np.sqrt(total**2 - 4 * fkbp12 * mtorc1))
        return ternary / mtorc1, ((fkbp12 - ternary) * theta + ternary) / fkbp12
