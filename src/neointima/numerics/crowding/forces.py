"""Forces between all pairs of agents, and how hard each is crowded."""

import numpy as np

from neointima.numerics.compiled import compiled
from neointima.numerics.crowding.law import Contact
from neointima.numerics.crowding.neighbours import Pairs
from neointima.quantities.kinds import Array


def forces(position: Array, radius: Array, pairs: Pairs, contact: Contact, force: Array, pressure: Array) -> None:
    """Write the ``force`` on every agent, shape (agents, 2 or 3), and its ``pressure``, Σ (1 − d/S)² over d < S.

    Forces add up to nothing, to round-off. Agents at one place push each other along the first axis.
    """
    _forces(position, radius, pairs, contact, force, pressure, np.empty(len(radius)))


@compiled
def _forces(
    position: Array, radius: Array, pairs: Pairs, contact: Contact, force: Array, pressure: Array, stiffness: Array
) -> None:
    """One pass over the pairs; ``stiffness`` gets Σ |∂F/∂d| of each agent."""
    order, start, later = pairs
    repulsion, adhesion, reach = contact
    solid = position.shape[1] == 3
    force[:], pressure[:], stiffness[:] = 0.0, 0.0, 0.0
    for k in range(order.size):
        i = order[k]
        x, y, z, size = position[i, 0], position[i, 1], position[i, -1], radius[i]
        fx, fy, fz, crowd, hard = 0.0, 0.0, 0.0, 0.0, 0.0
        for m in range(start[k], start[k + 1]):
            j = order[later[m]]
            dx, dy = x - position[j, 0], y - position[j, 1]
            dz = z - position[j, 2] if solid else 0.0
            square = dx * dx + dy * dy + dz * dz
            if square == 0.0:
                dx = square = 1e-200
            d = np.sqrt(square)
            share = 1 / (size + radius[j])
            overlap = max(1 - d * share, 0.0)
            hold = max(1 - d * share / reach, 0.0)
            push = (repulsion * overlap**2 - adhesion * hold**2) / d
            fx, fy = fx + push * dx, fy + push * dy
            crowd += overlap**2
            force[j, 0] -= push * dx
            force[j, 1] -= push * dy
            pressure[j] += overlap**2
            if solid:
                fz += push * dz
                force[j, 2] -= push * dz
            steep = 2 * share * abs(repulsion * overlap - adhesion / reach * hold)
            hard += steep
            stiffness[j] += steep
        force[i, 0], force[i, 1], pressure[i] = force[i, 0] + fx, force[i, 1] + fy, pressure[i] + crowd
        if solid:
            force[i, 2] += fz
        stiffness[i] += hard
