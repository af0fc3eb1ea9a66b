"""The shadow of a tube of contrast agent on a line across it, blurred."""

from functools import cache
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array

# Gauss's nodes lie π² r / (2 n) apart in the middle of a tube; one blur apart, the sum is good to 1e-8.
NODES_A_BLUR, LEAST_NODES, MOST_NODES = 5.0, 16, 240


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
    nodes = int(np.clip(np.ceil(NODES_A_BLUR * radius.max() / blur), LEAST_NODES, MOST_NODES))
    sine, cosine, shares = _nodes(nodes)
    r, mu = radius[:, None], attenuation[:, None]
    depth = 2 * r * cosine
    left = np.exp(-mu * depth)
    width = r * cosine * shares
    amount = (1 - left) * width
    away = ((aside - middle[:, None])[:, :, None] - (r * sine)[:, None, :]) / blur
    bell = np.exp(-0.5 * away**2) / (np.sqrt(2 * np.pi) * blur)
    lean = bell * away
    by_depth = left * width
    of_bell = np.matmul(bell, np.stack([amount, amount / r + mu * 2 * cosine * by_depth, depth * by_depth], axis=-1))
    of_lean = np.matmul(lean, np.stack([amount, amount * sine], axis=-1)) / blur
    spread = np.matmul(lean * away - bell, amount[:, :, None])[:, :, 0] / blur
    return Shadow(of_bell[..., 0], of_lean[..., 0], of_bell[..., 1] + of_lean[..., 1], of_bell[..., 2], spread)


@cache
def _nodes(count: int) -> tuple[Array, Array, Array]:
    """Sine and cosine of Gauss's nodes between −π/2 and π/2, and their weights."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return np.sin(nodes * np.pi / 2), np.cos(nodes * np.pi / 2), weights * np.pi / 2
