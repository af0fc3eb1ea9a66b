"""One step of a small linear system, second order and damped."""

from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array

# Kernels on disk keep the value they were compiled with; this one is mathematics and stays.
GAMMA = 1 - 1 / np.sqrt(2)


class Stages(NamedTuple):
    """The two stage values of a step [cases, states]; the second is the value at its end."""

    first: Array
    last: Array

    def integral(self, dt: Array) -> Array:
        """The integral of the state over the step, with the weights of the method."""
        return dt * ((1 - GAMMA) * self.first + GAMMA * self.last)


def step(matrix: Array, state: Array, dt: Array) -> Stages:
    """Advance d(state)/dt = matrix · state by dt with Alexander's L-stable SDIRK of order 2.

    ``matrix`` has shape (cases, states, states), ``state`` (cases, states), ``dt`` is a number or a column. Linear
    invariants of the system are kept to round-off. Source: R. Alexander, SIAM J Numer Anal 1977;14:1006.
    """
    system = np.eye(state.shape[-1]) - GAMMA * np.asarray(dt)[..., None] * matrix
    first = np.linalg.solve(system, state[..., None])[..., 0]
    start = state + (1 - GAMMA) / GAMMA * (first - state)
    return Stages(first, np.linalg.solve(system, start[..., None])[..., 0])
