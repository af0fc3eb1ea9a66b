"""Two partners at equilibrium."""

import numpy as np

from neointima.quantities.kinds import Array


def pair(first: Array, second: Array, dissociation: Array) -> Array:
    """Concentration of the complex AB from totals of A and B with K = A · B / AB, all in one unit."""
    total = first + second + dissociation
    return 2 * first * second / (total + np.sqrt(total**2 - 4 * first * second))
