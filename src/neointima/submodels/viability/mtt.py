"""MTT: living cells turn the yellow salt into purple formazan, read as absorbance at 490 nm."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array, PerSecond, PositivePure, Pure, Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Mtt:
    """A = A₀ + a N (1 − exp(−k t)): N cells after t of MTT, k the uptake, a the absorbance of one cell's formazan.

    20 µl of 5 mg/ml in 100 µl is far more salt than 10⁴ cells turn over in 4 h, so cells do not compete for it.
    """

    blank: Pure
    per_cell: PositivePure
    uptake: PerSecond
    incubation: Seconds

    def absorbance(self, cells: Array) -> Array:
        """What the reader would see without noise, for ``cells`` in a well."""
        return self.blank + self.per_cell * cells * (1 - np.exp(-self.uptake * self.incubation))
