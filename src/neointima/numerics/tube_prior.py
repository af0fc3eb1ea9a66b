"""What is expected of a tube before it is seen: smooth along it, and much alike everywhere on a frame."""

from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array

# Unknowns of a row: middle, radius, logarithm of µ, and a parabola of light beside the tube.
UNKNOWNS = 6
MIDDLE, RADIUS, DENSITY = 0, 1, 2
# Second differences couple a row with the two before it.
BAND = 3 * UNKNOWNS - 1
# Keeps the matrix positive where nothing is expected.
TINY = 1e-8


class Expected(NamedTuple):
    """Gaussian expectations in pixels and rows; each of the first four is an SD.

    ``bend`` is of the second differences of the middle, ``flare`` (rows − 2,) of those of the radius, ``thinning``
    of steps of log µ, ``light`` of steps of the three coefficients beside the tube. ``density`` is µ and its log SD
    for the tube as a whole. ``blur`` and its log SD and ``unveiled``, the share of light that is not scatter, and its
    SD hold for the frame.
    """

    bend: float
    flare: Array
    thinning: float
    light: tuple[float, float, float]
    density: tuple[float, float]
    blur: tuple[float, float]
    unveiled: tuple[float, float] = (0.75, 0.15)

    def penalty(self, rows: int) -> tuple[Array, Array]:
        """Upper banded precision of all rows, (BAND + 1, rows UNKNOWNS), and the mean that it pulls to."""
        from scipy import sparse

        first = sparse.diags([-1.0, 1.0], [0, 1], shape=(rows - 1, rows))
        second = sparse.diags([1.0, -2.0, 1.0], [0, 1, 2], shape=(rows - 2, rows))
        even = sparse.identity(rows)
        kinds = [
            second.T @ second / self.bend**2 + TINY * even,
            second.T @ sparse.diags([self.flare**-2.0], [0]) @ second + TINY * even,
            first.T @ first / self.thinning**2 + even / (self.density[1] ** 2 * rows),
            *(first.T @ first / one**2 + TINY * even for one in self.light),
        ]
        banded = np.zeros((BAND + 1, rows * UNKNOWNS))
        for unknown, kind in enumerate(kinds):
            upper = sparse.triu(kind).tocoo()
            apart = (upper.col - upper.row) * UNKNOWNS
            banded[BAND - apart, upper.col * UNKNOWNS + unknown] = upper.data
        mean = np.zeros((rows, UNKNOWNS))
        mean[:, DENSITY] = np.log(self.density[0])
        return banded, mean

    def of_frame(self) -> tuple[Array, Array]:
        """Precision and mean of log blur and of the unveiled share, (2,) each."""
        return np.array([self.blur[1] ** -2.0, self.unveiled[1] ** -2.0]), np.array(
            [np.log(self.blur[0]), self.unveiled[0]]
        )


def banded_times(banded: Array, x: Array) -> Array:
    """A symmetric matrix in upper banded form times a vector."""
    out: Array = banded[-1] * x
    for apart in range(1, banded.shape[0]):
        above = banded[-1 - apart, apart:]
        if above.any():
            out[:-apart] += above * x[apart:]
            out[apart:] += above * x[:-apart]
    return out
