"""Agents come to rest: accelerated descent to where all forces balance."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from neointima.numerics.compiled import compiled
from neointima.numerics.crowding.forces import add_up, gather
from neointima.numerics.crowding.law import Contact, Elastic
from neointima.numerics.crowding.neighbours import neighbours
from neointima.quantities.kinds import Array, Numbers

# Skin of the list of pairs over the mean radius: narrow, but wide after a list that served few passes.
NARROW, WIDE, FEW = 0.4, 1.6, 8


class Relaxed(NamedTuple):
    """Where the agents are, how hard each is crowded, and the force that is left there (greatest and rms)."""

    position: Array
    pressure: Array
    largest_force: float
    rms_force: float
    passes: int
    lists: int


def relax(
    position: Array,
    radius: Array,
    *,
    contact: Contact | Elastic,
    push: Callable[[Array, Array, Array], object] | None,
    steps: int,
    largest: float,
    tolerance: float,
) -> Relaxed:
    """Let agents settle with at most ``steps`` passes over the pairs, until the rms force is below ``tolerance``.

    ``push(position, force, stiffness)`` adds the forces of walls, and how steeply they rise, in place. No agent moves
    further than ``largest`` between passes. Nesterov's accelerated gradient with each agent's own stiffness, restarted
    when it goes uphill: from near rest it comes further in few passes than limited-memory BFGS does.
    """
    place, agents = np.array(position, dtype=float, order="C"), len(radius)
    force, pressure, stiffness = np.zeros_like(place), np.zeros(agents), np.zeros(agents)
    if agents == 0:
        return Relaxed(place, pressure, 0.0, 0.0, 0, 0)
    settled, listed, size = place.copy(), place.copy(), float(radius.mean())
    near, found, steep = np.zeros((agents, 4)), np.empty((agents, 4)), np.empty(agents)
    skin, made, passes, momentum, floor = NARROW * size, 0, 0, 1.0, contact.softest(size)
    pairs, lists = neighbours(place, radius, reach=contact.reach, skin=skin), 1
    while True:
        gather(place, radius, pairs.order, near)
        add_up(near, pairs, contact, found, steep)
        _spread(pairs.order, found, steep, force, pressure, stiffness)
        if push is not None:
            push(place, force, stiffness)
        passes += 1
        greatest, rms = _residual(force)
        if not rms >= tolerance or passes >= steps:
            return Relaxed(place, pressure, greatest, rms, passes, lists)
        momentum, moved = _advance(place, settled, listed, force, stiffness, (momentum, largest, floor))
        if moved > skin / 2:
            skin, made = (WIDE if passes < made + FEW else NARROW) * size, passes
            pairs, lists = neighbours(place, radius, reach=contact.reach, skin=skin), lists + 1
            listed[:] = place


@compiled
def _spread(order: Numbers, found: Array, steep: Array, force: Array, pressure: Array, stiffness: Array) -> None:
    """Back from the order of the pairs to the caller's."""
    for k in range(order.size):
        i = order[k]
        for axis in range(force.shape[1]):
            force[i, axis] = found[k, axis]
        pressure[i], stiffness[i] = found[k, 3], steep[k]


@compiled
def _residual(force: Array) -> tuple[float, float]:
    """Greatest and rms length of the force."""
    greatest = total = 0.0
    for i in range(force.shape[0]):
        square = 0.0
        for axis in range(force.shape[1]):
            square += force[i, axis] ** 2
        greatest = max(greatest, square)
        total += square
    return np.sqrt(greatest), np.sqrt(total / force.shape[0])


@compiled
def _advance(
    place: Array, settled: Array, listed: Array, force: Array, stiffness: Array, known: tuple[float, float, float]
) -> tuple[float, float]:
    """One accelerated step; ``settled`` is the last plain step. Returns momentum and the furthest from ``listed``."""
    momentum, largest, floor = known
    dimension = place.shape[1]
    uphill = 0.0
    for i in range(place.shape[0]):
        for axis in range(dimension):
            uphill -= force[i, axis] * (place[i, axis] - settled[i, axis])
    if uphill > 0:
        momentum = 1.0
    after = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
    carry = (momentum - 1) / after
    furthest = 0.0
    for i in range(place.shape[0]):
        step = 1 / max(stiffness[i], floor)
        length = 0.0
        for axis in range(dimension):
            new = place[i, axis] + step * force[i, axis]
            force[i, axis] = new + carry * (new - settled[i, axis]) - place[i, axis]
            settled[i, axis] = new
            length += force[i, axis] ** 2
        cut = largest / np.sqrt(length) if length > largest * largest else 1.0
        away = 0.0
        for axis in range(dimension):
            place[i, axis] += cut * force[i, axis]
            away += (place[i, axis] - listed[i, axis]) ** 2
        furthest = max(furthest, away)
    return after, np.sqrt(furthest)
