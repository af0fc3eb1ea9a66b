"""Bernoulli's function, the weight of what drifts and spreads at once."""

import numpy as np

from neointima.quantities.kinds import Array


def bernoulli(x: Array) -> Array:
    """X / (eˣ − 1), 1 at zero: the weight that keeps an exponential profile exact and every coefficient positive."""
    small = np.abs(x) < 1e-8
    safe = np.where(small, 1.0, x)
    with np.errstate(over="ignore"):
        return np.where(small, 1 - x / 2, safe / np.expm1(safe))
