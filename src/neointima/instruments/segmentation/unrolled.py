"""A vessel cut open and laid flat: rows are directions from the middle of the lumen, columns distances from it."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from neointima.quantities.kinds import Array

TURN = 2 * np.pi
DIRECTIONS = 720


class Unrolled(NamedTuple):
    """``middle`` (x, y) and ``radii`` (distances,) in pixels; ``angles`` (directions,) [rad], y down."""

    middle: tuple[float, float]
    angles: Array
    radii: Array

    def sample(self, image: NDArray[Any]) -> Array:
        """An image (rows, columns) at every direction and distance, linear between pixels; its edge goes on outside."""
        x, y = self.middle
        across = np.float32(x) + np.outer(np.cos(self.angles), self.radii).astype(np.float32)
        down = np.float32(y) + np.outer(np.sin(self.angles), self.radii).astype(np.float32)
        found: Array = map_coordinates(image, [down, across], output=np.float32, order=1, mode="nearest")
        return found

    def line(self, radii: Array) -> Array:
        """Points (directions, 2) of a closed line at ``radii`` (directions,) from the middle."""
        return np.array(self.middle) + radii[:, None] * np.column_stack([np.cos(self.angles), np.sin(self.angles)])

    def place(self, points: Array) -> tuple[Array, Array]:
        """Angle [rad, 0 to 2π] and distance of points (n, 2)."""
        off = points - np.array(self.middle)
        return np.arctan2(off[:, 1], off[:, 0]) % TURN, np.hypot(off[:, 0], off[:, 1])


def unrolled(middle: tuple[float, float], furthest: float) -> Unrolled:
    """Directions evenly around, distances a pixel apart."""
    return Unrolled(middle, np.arange(DIRECTIONS) * TURN / DIRECTIONS, np.arange(0.0, furthest))
