"""Endothelium that grows back over the struts."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array, PerSecond, Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Endothelium:
    """de/dt = k (1 − e)(1 − ν block), exact over a step; ``e`` is the covered share of the lumen, shape (cases, 1).

    ``block`` is the larger of the shares of mTORC1 and of mitoses that the drug stops near the lumen.
    """

    denuded_share: Share
    regrowth_rate: PerSecond
    drug_slowing: Share

    def start(self) -> Array:
        return (1 - self.denuded_share) * np.ones((1, 1))

    def step(self, covered: Array, block: Array, dt: Array) -> Array:
        """Advance by dt [s] of biological time."""
        return 1 - (1 - covered) * np.exp(-self.regrowth_rate * (1 - self.drug_slowing * block) * dt)
