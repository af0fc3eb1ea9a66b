"""Agents move in time: speed is force, in steps of second order."""

from typing import NamedTuple

import numpy as np

from neointima.numerics.compiled import compiled
from neointima.numerics.crowding.forces import add_up, gather
from neointima.numerics.crowding.law import Contact, Elastic
from neointima.numerics.crowding.neighbours import neighbours
from neointima.quantities.kinds import Array

# Skin of the list of pairs over the mean radius.
SKIN = 0.4


class Followed(NamedTuple):
    """Where the agents have come to, and how many lists of pairs that took."""

    position: Array
    lists: int


def follow(position: Array, radius: Array, *, contact: Contact | Elastic, dt: float, steps: int) -> Followed:
    """dx/dt = v, the force of ``contact`` being a speed, by ``steps`` steps x ← x + dt (3v − v_before)/2.

    Adams-Bashforth of second order, started from v_before = 0 as PhysiCell does; ``position`` has shape (agents, 2 or
    3). The middle of all agents stays where it is, to round-off. The same agents give the same bytes.
    """
    dimension, agents = position.shape[1], len(radius)
    if agents == 0:
        return Followed(np.array(position, dtype=float), 0)
    skin, lists, away = SKIN * float(radius.mean()), 0, np.inf
    near, before, rank = np.zeros((agents, 4)), np.zeros((agents, 4)), np.arange(agents)
    gather(np.asarray(position, dtype=float), radius, rank, near)
    push = np.empty((agents, 4))
    for _ in range(steps):
        if away > skin / 2:
            # Agents are kept in the order of the list: those who meet lie near one another in memory.
            pairs, lists = neighbours(near[:, :dimension], near[:, 3], reach=contact.reach, skin=skin), lists + 1
            near, before, rank = near[pairs.order], before[pairs.order], rank[pairs.order]
            listed = near.copy()
        add_up(near, pairs, contact, push, None)
        away = _step(near, push, before, listed, dt)
        push, before = before, push
    moved = np.empty((agents, dimension))
    moved[rank] = near[:, :dimension]
    return Followed(moved, lists)


@compiled
def _step(near: Array, speed: Array, before: Array, listed: Array, dt: float) -> float:
    """One step; the fourth column, the radius, stays. Returns how far the furthest is from where it was listed."""
    furthest = 0.0
    for i in range(near.shape[0]):
        away = 0.0
        for axis in range(3):
            near[i, axis] += dt * (1.5 * speed[i, axis] - 0.5 * before[i, axis])
            away += (near[i, axis] - listed[i, axis]) ** 2
        furthest = max(furthest, away)
    return float(np.sqrt(furthest))
