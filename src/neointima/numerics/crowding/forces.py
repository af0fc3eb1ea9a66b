"""Forces between all pairs of agents, and how hard each is crowded."""

import numpy as np
from numba.extending import overload

from neointima.numerics.compiled import compiled
from neointima.numerics.crowding.law import Contact, Elastic
from neointima.numerics.crowding.neighbours import Pairs
from neointima.quantities.kinds import Array, Numbers

# Agents whose pairs are worked on together, so that they stay in the nearest cache.
BLOCK = 64
# Added to the way between centres: nothing, unless it is zero.
TINY = 1e-100


def forces(
    position: Array, radius: Array, pairs: Pairs, contact: Contact | Elastic, force: Array, pressure: Array
) -> None:
    """Write the ``force`` on every agent, shape (agents, 2 or 3), and its ``pressure``, Σ (1 − d/S)² over d < S.

    Forces add up to nothing, to round-off. Agents at one place push each other along the first axis.
    """
    near, push = np.zeros((len(radius), 4)), np.empty((len(radius), 4))
    gather(position, radius, pairs.order, near)
    add_up(near, pairs, contact, push, None)
    force[pairs.order], pressure[pairs.order] = push[:, : position.shape[1]], push[:, 3]


def _law(contact: Contact | Elastic, square: float, touch: float, product: float) -> tuple[float, float, float]:
    """Of a pair: force over distance, (1 − d/S)², and how steeply the force rises, at most.

    ``square`` is d², ``touch`` the sum S of the radii and ``product`` their product.
    """
    raise NotImplementedError


def _sticky(contact, square, touch, product):  # type: ignore[no-untyped-def]
    repulsion, adhesion, reach = contact
    inverse = 1 / (np.sqrt(square) * touch)
    share = square * inverse
    overlap, hold = max(1 - share, 0.0), max(1 - share * (1 / reach), 0.0)
    squeeze = overlap * overlap
    steep = 2 * inverse * inverse * square * touch * abs(repulsion * overlap - adhesion * (1 / reach) * hold)
    return (repulsion * squeeze - adhesion * hold * hold) * inverse * touch, squeeze, steep


def _solid(contact, square, touch, product):  # type: ignore[no-untyped-def]
    d, r = np.sqrt(square), product / touch
    h = max(touch - d, 0.0)
    a, thick = np.sqrt(r * h), 3 * np.pi * r
    # 8B/(3R) a³ (16a² − 36πRa + 27π²R²)/(4a − 3πR)² over h = a²/R.
    steep = 8 / 3 * contact.modulus * a * (16 * a * a - 12 * thick * a + 3 * thick * thick) / (4 * a - thick) ** 2
    return steep * h / d, (h / touch) ** 2, 2 * steep


def _chosen(contact, square, touch, product):  # type: ignore[no-untyped-def]
    """The law of this kind of contact, while the loop is compiled."""
    return _solid if contact.instance_class is Elastic else _sticky


overload(_law)(_chosen)


@compiled
def gather(position: Array, radius: Array, order: Numbers, near: Array) -> None:
    """x, y, z, R of the agents in the order of the pairs; z is left as it is in the plane."""
    for k in range(order.size):
        for axis in range(position.shape[1]):
            near[k, axis] = position[order[k], axis]
        near[k, 3] = radius[order[k]]


@compiled
def add_up(near: Array, pairs: Pairs, contact: Contact | Elastic, push: Array, stiff: Array | None) -> None:
    """Force and pressure of each agent to ``push`` (agents, 4) from x, y, z, R in ``near``, in the order of the pairs.

    ``stiff``, or None, gets Σ |∂F/∂d|. Block by block of agents: the ways between centres are written down, the
    law is worked out for them several at a time, and its forces are handed out.
    """
    start = pairs.start
    agents, room = start.size - 1, 0
    for begin in range(0, agents, BLOCK):
        room = max(room, start[min(begin + BLOCK, agents)] - start[begin])
    work = np.empty((6, room))
    push[:] = 0.0
    if stiff is not None:
        stiff[:] = 0.0
    for begin in range(0, agents, BLOCK):
        end = min(begin + BLOCK, agents)
        _ways(near, pairs, begin, end, work)
        _laws(contact, start[end] - start[begin], work, stiff)
        _hand_out(pairs, begin, end, work, push, stiff)


@compiled
def _ways(near: Array, pairs: Pairs, begin: int, end: int, work: Array) -> None:
    """Way between centres, sum and product of radii of the pairs of a block."""
    start, other = pairs.start, pairs.other
    dx, dy, dz, touch, product, p = work[0], work[1], work[2], work[3], work[4], np.uint64(0)
    for k in range(begin, end):
        x, y, z, size = near[k, 0], near[k, 1], near[k, 2], near[k, 3]
        for pair in range(np.uint64(start[k]), np.uint64(start[k + 1])):
            m = other[pair]
            dx[p], dy[p], dz[p] = x - near[m, 0] + TINY, y - near[m, 1], z - near[m, 2]
            touch[p], product[p] = size + near[m, 3], size * near[m, 3]
            p += np.uint64(1)


@compiled
def _laws(contact: Contact | Elastic, many: int, work: Array, stiff: Array | None) -> None:
    """Force over distance, crowding and steepness, in place of the radii."""
    dx, dy, dz, touch, product, steep = work[0], work[1], work[2], work[3], work[4], work[5]
    for p in range(np.uint64(many)):
        square = dx[p] * dx[p] + dy[p] * dy[p] + dz[p] * dz[p]
        touch[p], product[p], rise = _law(contact, square, touch[p], product[p])
        if stiff is not None:
            steep[p] = rise


@compiled
def _hand_out(pairs: Pairs, begin: int, end: int, work: Array, push: Array, stiff: Array | None) -> None:
    """Add the forces of the pairs of a block to both agents."""
    start, other = pairs.start, pairs.other
    dx, dy, dz, pull, squeeze, steep, p = work[0], work[1], work[2], work[3], work[4], work[5], np.uint64(0)
    for k in range(begin, end):
        fx, fy, fz, crowd, hard = 0.0, 0.0, 0.0, 0.0, 0.0
        for pair in range(np.uint64(start[k]), np.uint64(start[k + 1])):
            m = other[pair]
            gx, gy, gz = pull[p] * dx[p], pull[p] * dy[p], pull[p] * dz[p]
            fx, fy, fz, crowd = fx + gx, fy + gy, fz + gz, crowd + squeeze[p]
            push[m, 0] -= gx
            push[m, 1] -= gy
            push[m, 2] -= gz
            push[m, 3] += squeeze[p]
            if stiff is not None:
                hard += steep[p]
                stiff[m] += steep[p]
            p += np.uint64(1)
        push[k, 0] += fx
        push[k, 1] += fy
        push[k, 2] += fz
        push[k, 3] += crowd
        if stiff is not None:
            stiff[k] += hard
