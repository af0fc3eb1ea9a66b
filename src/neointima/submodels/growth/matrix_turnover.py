"""Matrix made and removed: early proteoglycan that goes again, collagen that stays, both made later than cells."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array, Metres, PerSecond, PositivePerSecond, Seconds

# Stands for no difference between two exponents, so that none is divided by.
NEXT_TO_NOTHING = 1e-300


class Matrix(NamedTuple):
    """Cross-section of each kind [m²], how strongly it is made, and all made and removed since implantation [m²].

    ``synthesis`` is the drive as the cells' synthesis follows it, 0 to 1. Shapes are (cases, 1) or (bodies,).
    """

    proteoglycan: Array
    collagen: Array
    synthesis: Array
    made: Array
    removed: Array

    def area(self) -> Array:
        return self.proteoglycan + self.collagen


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixTurnover:
    """dP/dt = k_P s V − P/τ_P and the same for collagen C, V the cells' own cross-section; ds/dt = (d − s)/delay.

    Synthesis s follows the growth factor drive d: cells divide first and make matrix later. Exact over a step with V
    and d held; as the delay goes to nothing s is d. Limus drugs leave production per cell alone (Rosner 2005). A film
    of fibrin, ``film_thickness`` on the wall, stands at the start and goes as the proteoglycan does.
    """

    proteoglycan_rate: PerSecond
    collagen_rate: PerSecond
    proteoglycan_removal: PositivePerSecond
    collagen_removal: PositivePerSecond
    delay: Seconds
    film_thickness: Metres

    def start(self, radius: Array) -> Matrix:
        """The fibrin film on a vessel of ``radius`` [m]; no cell makes matrix yet."""
        film = np.pi * self.film_thickness * (2 * radius - self.film_thickness)
        return Matrix(film, 0 * film, 0 * film, film, 0 * film)

    def step(self, matrix: Matrix, cells: Array, *, drive: Array, dt: Array) -> Matrix:
        """Advance by dt [s] of biological time; ``cells`` is the cross-section of the neointimal cells [m²]."""
        lag, excess = dt / self.delay, matrix.synthesis - drive
        full_proteoglycan, full_collagen = self.proteoglycan_rate * cells * dt, self.collagen_rate * cells * dt
        shares = self.proteoglycan_removal * dt, self.collagen_removal * dt
        left = [drive * _left(share, 0 * share) + excess * _left(share, lag) for share in shares]
        proteoglycan = matrix.proteoglycan * np.exp(-shares[0]) + full_proteoglycan * left[0]
        collagen = matrix.collagen * np.exp(-shares[1]) + full_collagen * left[1]
        made = (full_proteoglycan + full_collagen) * (drive + excess * _left(0 * lag, lag))
        removed = matrix.area() + made - proteoglycan - collagen
        synthesis = drive + excess * np.exp(-lag)
        return Matrix(proteoglycan, collagen, synthesis, matrix.made + made, matrix.removed + removed)


def _left(removal: Array, fading: Array) -> Array:
    """∫₀¹ exp(−removal (1 − t)) exp(−fading t) dt: what is left of a production that fades, without cancelling."""
    gap = np.maximum(np.abs(removal - fading), NEXT_TO_NOTHING)
    left: Array = -np.exp(-np.minimum(removal, fading)) * np.expm1(-gap) / gap
    return left
