"""FKBP12 · limus · mTORC1: the complex of drug and FKBP12 takes mTORC1 out of action."""

from dataclasses import dataclass

import numpy as np

from neointima.numerics.binding import pair
from neointima.quantities.kinds import Array, PositiveMolesPerCubicMetre, Pure
from neointima.submodels.target import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Mtorc1Ternary:
    """FL + M ⇌ FLM with K₂ (1 + ℓ) = FL · M / FLM; FL + FLM is the drug on FKBP12, M + FLM the mTORC1 of the tissue.

    ℓ, the ``lipid_competition``, is what holds the same face of mTORC1 in a cell, phosphatidic acid above all, over its
    own dissociation constant; 0 gives the purified proteins. Sources: Banaszynski, Liu and Wandless, J Am Chem Soc
    2005;127:4715; Mukhopadhyay et al., Mol Cancer Ther 2016;15:347.
    """

    ternary_dissociation: PositiveMolesPerCubicMetre
    lipid_competition: Pure
    mtorc1_density: PositiveMolesPerCubicMetre

    def block(self, specific: Array, free: Array) -> Block:
        """Share of mTORC1 in the ternary complex, from the quadratic of both totals."""
        k2, mtorc1 = self.apparent_dissociation(), self.mtorc1_density
        ternary = pair(specific, mtorc1, k2)
        nothing = np.zeros_like(free)
        return Block(ternary / mtorc1, nothing, nothing)

    def apparent_dissociation(self) -> Array:
        """K₂ as it appears in a cell."""
        return self.ternary_dissociation * (1 + self.lipid_competition)

    def occupancy(self, free: Array, fkbp12: Array, dissociation: Array) -> tuple[Array, Array]:
        """Equilibrium shares (mTORC1, FKBP12) that carry drug, at a free drug concentration held constant.

        All in mol/m³: free drug L, total FKBP12 and K₁ = F · L / FL. F = F_t − (FL + FLM) makes one quadratic in the
        ternary complex.
        """
        k2, mtorc1 = self.apparent_dissociation(), self.mtorc1_density
        theta = free / (free + dissociation)
        ternary = pair(fkbp12, mtorc1, k2 / theta)
        return ternary / mtorc1, ((fkbp12 - ternary) * theta + ternary) / fkbp12
