"""A strut cut from a tube: as thick at its edge as in its middle."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectangular:
    """h(d) = t/2 for |d| ≤ w/2."""

    width: float
    thickness: float

    def columns(self) -> Array:
        return np.array([-1.0, 1.0])

    def half_height(self, distance: Array) -> Array:
        return np.where(np.abs(distance) <= self.width / 2, self.thickness / 2, np.nan)

    def perimeter(self) -> float:
        return 2 * (self.width + self.thickness)

    def abluminal(self) -> float:
        return self.width

    def area_up_to(self, distance: Array) -> Array:
        return self.thickness * np.clip(distance, -self.width / 2, self.width / 2)
