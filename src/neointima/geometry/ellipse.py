"""An ellipse as a polygon with corners enough that its area is that of the ellipse to 1.3 in 100,000."""

import numpy as np

from neointima.quantities.kinds import Array

CORNERS = 720


def ellipse(middle: Array, half_axes: Array, angle: float = 0.0) -> Array:
    """Corners (720, 2) on the ellipse, its first axis turned by ``angle`` [rad] from x to y.

    The area of the polygon is π a b less (2 π)² / (6 · 720²), a relative 1.27 × 10⁻⁵.
    """
    turn = np.arange(CORNERS) * 2 * np.pi / CORNERS
    x, y = half_axes[0] * np.cos(turn), half_axes[1] * np.sin(turn)
    c, s = np.cos(angle), np.sin(angle)
    return np.column_stack([middle[0] + c * x - s * y, middle[1] + s * x + c * y])
