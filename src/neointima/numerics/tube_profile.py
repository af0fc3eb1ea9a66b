"""The shadow of a tube of contrast agent on a line across it, blurred."""

from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array

# Enough for a half width of 25 blurs: the nodes lie closer than one blur.
NODES, WEIGHTS = np.polynomial.legendre.leggauss(56)
ANGLES, SHARES = NODES * np.pi / 2, WEIGHTS * np.pi / 2
SINE, COSINE = np.sin(ANGLES), np.cos(ANGLES)


class Shadow(NamedTuple):
    """The share of light that is lost, and its derivatives, (rows, offsets) each."""

    lost: Array
    by_middle: Array
    by_radius: Array
    by_attenuation: Array
    by_blur: Array


def shadow(aside: Array, middle: Array, *, radius: Array, attenuation: Array, blur: float) -> Shadow:
    """∫ (1 − exp(−2 µ √(r² − u²))) N(s − c − u; σ) du over the width of a round tube.

    ``aside`` (rows, offsets) is s, the others (rows,) are c, r and µ; ``blur`` is σ. With u = r sin φ the integrand is
    smooth, so Gauss's nodes in φ converge fast.
    """
    r, mu = radius[:, None], attenuation[:, None]
    depth = 2 * r * COSINE
    left = np.exp(-mu * depth)
    width = r * COSINE * SHARES
    amount = (1 - left) * width
    away = ((aside - middle[:, None])[:, :, None] - (r * SINE)[:, None, :]) / blur
    bell = np.exp(-0.5 * away**2) / (np.sqrt(2 * np.pi) * blur)
    lean = bell * away
    by_depth = left * width
    of_bell = np.matmul(bell, np.stack([amount, amount / r + mu * 2 * COSINE * by_depth, depth * by_depth], axis=-1))
    of_lean = np.matmul(lean, np.stack([amount, amount * SINE], axis=-1)) / blur
    spread = np.matmul(lean * away - bell, amount[:, :, None])[:, :, 0] / blur
    return Shadow(of_bell[..., 0], of_lean[..., 0], of_bell[..., 1] + of_lean[..., 1], of_bell[..., 2], spread)
