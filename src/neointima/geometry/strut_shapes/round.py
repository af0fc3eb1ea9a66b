"""A strut of drawn wire: a circle, or an ellipse when it is not as wide as thick."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array

COLUMNS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """h(d) = t/2 √(1 − (2d/w)²) for |d| ≤ w/2."""

    width: float
    thickness: float

    def columns(self) -> Array:
        # Narrow where the outline is steep.
        return -np.cos(np.linspace(0, np.pi, COLUMNS + 1))

    def half_height(self, distance: Array) -> Array:
        inside = 1 - (2 * distance / self.width) ** 2
        return self.thickness / 2 * np.sqrt(np.where(inside >= 0, inside, np.nan))

    def perimeter(self) -> float:
        # Ramanujan's second formula, exact for a circle.
        h = ((self.width - self.thickness) / (self.width + self.thickness)) ** 2
        return float(np.pi * (self.width + self.thickness) / 2 * (1 + 3 * h / (10 + np.sqrt(4 - 3 * h))))

    def abluminal(self) -> float:
        return self.perimeter() / 4

    def area_up_to(self, distance: Array) -> Array:
        share = np.clip(2 * distance / self.width, -1.0, 1.0)
        return self.width * self.thickness / 4 * (share * np.sqrt(1 - share**2) + np.arcsin(share))
