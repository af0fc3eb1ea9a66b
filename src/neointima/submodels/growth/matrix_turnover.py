"""Matrix made and removed: early proteoglycan that goes again, collagen that stays."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array, Metres, PerSecond, PositivePerSecond


class Matrix(NamedTuple):
    """Cross-section of each kind [m²] and all made and removed since implantation, shape (cases, 1)."""

    proteoglycan: Array
    collagen: Array
    made: Array
    removed: Array

    def area(self) -> Array:
        return self.proteoglycan + self.collagen


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixTurnover:
    """dP/dt = k_P d V − P/τ_P and the same for collagen C, V the cells' own cross-section, d the growth factor drive.

    Exact over a step with production held. Limus drugs leave production per cell alone (Rosner 2005). A film of
    fibrin, ``film_thickness`` on the wall, stands at the start and goes as the proteoglycan does.
    """

    proteoglycan_rate: PerSecond
    collagen_rate: PerSecond
    proteoglycan_removal: PositivePerSecond
    collagen_removal: PositivePerSecond
    film_thickness: Metres

    def start(self, radius: Array) -> Matrix:
        """The fibrin film on a vessel of ``radius`` [m]."""
        film = np.pi * self.film_thickness * (2 * radius - self.film_thickness)
        return Matrix(film, 0 * film, film, 0 * film)

    def step(self, matrix: Matrix, cells: Array, *, drive: Array, dt: Array) -> Matrix:
        """Advance by dt [s] of biological time; ``cells`` is the cross-section of the neointimal cells [m²]."""
        new_proteoglycan, new_collagen = self.proteoglycan_rate * cells * drive, self.collagen_rate * cells * drive
        proteoglycan = _turn(matrix.proteoglycan, new_proteoglycan, share=self.proteoglycan_removal * dt, dt=dt)
        collagen = _turn(matrix.collagen, new_collagen, share=self.collagen_removal * dt, dt=dt)
        made = (new_proteoglycan + new_collagen) * dt
        removed = matrix.area() + made - proteoglycan - collagen
        return Matrix(proteoglycan, collagen, matrix.made + made, matrix.removed + removed)


def _turn(area: Array, production: Array, *, share: Array, dt: Array) -> Array:
    """Area after dt of dA/dt = production − removal · A, exactly; ``share`` is removal · dt."""
    return area * np.exp(-share) - production * dt * np.expm1(-share) / share
