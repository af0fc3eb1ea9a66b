"""Transport along a line with two saturable, reversible binding sites, conservative and second order.

The bound pools are eliminated cell by cell, so each implicit stage is one tridiagonal Newton solve for the free
drug and stiff binding costs nothing.
"""

from typing import NamedTuple

import numpy as np

from neointima.numerics.compiled import compiled
from neointima.numerics.linear import GAMMA
from neointima.quantities.kinds import Array

LIMIT = 60
# Below this [mol/m³] numbers near the least that a computer knows no longer settle.
NEXT_TO_NOTHING = 1e-250
PRECISION = 1e-11


class Line(NamedTuple):
    """The line and its faces; flux through face f is forward[f] c[f−1] − backward[f] c[f].

    ``volumes`` [cases, cells]; ``forward``, ``backward`` [cases, cells + 1]; concentrations beyond both ends [cases].
    """

    volumes: Array
    forward: Array
    backward: Array
    inside: Array
    outside: Array


class Sites(NamedTuple):
    """Binding and loss, each of shape (cases,)."""

    specific_density: Array
    specific_on: Array
    specific_off: Array
    specific_loss: Array
    nonspecific_density: Array
    nonspecific_on: Array
    nonspecific_off: Array
    free_loss: Array


class Drug(NamedTuple):
    """Concentrations [cases, cells]: free, on specific and on nonspecific sites."""

    free: Array
    specific: Array
    nonspecific: Array


@compiled
def _bind(free, start, sites):  # type: ignore[no-untyped-def]
    """Bound concentration at the end of a stage and its slope; ``sites`` is (density, a·on, a·off, a·loss)."""
    density, on, off, loss = sites
    below = 1.0 + off + loss + on * free
    bound = (start + on * density * free) / below
    return bound, on * (density - bound) / below


@compiled
def _residual(new, start, line, sites, source, a, work):  # type: ignore[no-untyped-def]
    """Fill the Newton system of one stage: ``work`` rows are lower, diagonal, upper, right-hand side."""
    volumes, forward, backward, inside, outside = line
    specific, nonspecific, free_loss = sites
    cells = volumes.size
    for i in range(cells):
        free = new[0, i]
        new[1, i], slope_s = _bind(free, start[1, i], specific)
        new[2, i], slope_n = _bind(free, start[2, i], nonspecific)
        left = inside if i == 0 else new[0, i - 1]
        right = outside if i == cells - 1 else new[0, i + 1]
        out = forward[i + 1] * free - backward[i + 1] * right - forward[i] * left + backward[i] * free
        kept = free * (1.0 + a * free_loss) - start[0, i] + new[1, i] * (1.0 + specific[3]) - start[1, i]
        kept += new[2, i] - start[2, i]
        work[3, i] = a * (source[i] - out) - volumes[i] * kept
        work[0, i] = -a * forward[i]
        work[2, i] = -a * backward[i + 1]
        slope = 1.0 + a * free_loss + slope_s * (1.0 + specific[3]) + slope_n
        work[1, i] = volumes[i] * slope + a * (forward[i + 1] + backward[i])


@compiled
def _correct(new, work):  # type: ignore[no-untyped-def]
    """Solve the Newton system, update the free drug (never below zero) and return the largest relative change."""
    cells = new.shape[1]
    for i in range(1, cells):
        factor = work[0, i] / work[1, i - 1]
        work[1, i] -= factor * work[2, i - 1]
        work[3, i] -= factor * work[3, i - 1]
    highest = 1e-300
    change = 0.0
    for i in range(cells - 1, -1, -1):
        if i < cells - 1:
            work[3, i] -= work[2, i] * work[3, i + 1]
        work[3, i] /= work[1, i]
        before = new[0, i]
        new[0, i] = max(before + work[3, i], 0.0)
        highest = max(highest, new[0, i])
        change = max(change, abs(new[0, i] - before) / (new[0, i] + 1e-4 * highest))
    return change


@compiled
def _leave(new, line, sites, out, weight):  # type: ignore[no-untyped-def]
    """Add to ``out`` what a stage of ``weight`` [s] loses at the inner face, the outer face and by breakdown."""
    volumes, forward, backward, inside, outside = line
    specific, _, free_loss = sites
    out[0] += weight * (backward[0] * new[0, 0] - forward[0] * inside)
    out[1] += weight * (forward[-1] * new[0, -1] - backward[-1] * outside)
    for i in range(volumes.size):
        out[2] += weight * volumes[i] * (free_loss * new[0, i] + specific[3] * new[1, i])


@compiled
def _attempt(new, begin, line, sites, source, a, weights, work, out):  # type: ignore[no-untyped-def]
    """Stages of length ``a``, one for each of ``weights``; False when one has no answer that is nowhere negative.

    Two weights make SDIRK2, whose second stage starts from an extrapolation and may fill more specific sites than
    there are, which is refused as well; more weights make backward Euler steps.
    ``begin`` is written over.
    """
    specific, nonspecific, free_loss = sites
    scaled = (
        (specific[0], a * specific[1], a * specific[2], a * specific[3]),
        (nonspecific[0], a * nonspecific[1], a * nonspecific[2], 0.0),
        free_loss,
    )
    reach = (1 - GAMMA) / GAMMA if weights.size == 2 else 1.0
    full = specific[0] * (1.0 + 1e-9)
    for weight in weights:
        settled = False
        for _ in range(LIMIT):
            _residual(new, begin, line, scaled, source, a, work)
            if settled:
                break
            settled = _correct(new, work) < PRECISION
        if not settled:
            return False
        _leave(new, line, sites, out, weight)
        for k in range(3):
            for i in range(new.shape[1]):
                if new[k, i] < 0.0 or (k == 1 and weights.size == 2 and new[k, i] > full):
                    return False
                begin[k, i] += reach * (new[k, i] - begin[k, i])
    return True


@compiled
def _advance(pools, line, places, source, a, weights, todo, losses):  # type: ignore[no-untyped-def]
    """Every case of ``todo`` in place where it settles; the ones that do not are left as they were and in ``todo``."""
    volumes, forward, backward, inside, outside = line
    cells = pools.shape[2]
    work, new, begin = np.empty((4, cells)), np.empty((3, cells)), np.empty((3, cells))
    for case in range(pools.shape[0]):
        if not todo[case]:
            continue
        for k in range(3):
            for i in range(cells):
                new[k, i] = begin[k, i] = pools[case, k, i]
        for k in range(3):
            losses[case, k] = 0.0
        p = places[case]
        sites = ((p[0], p[1], p[2], p[3]), (p[4], p[5], p[6], 0.0), p[7])
        track = (volumes[case], forward[case], backward[case], inside[case], outside[case])
        if _attempt(new, begin, track, sites, source[case], a, weights, work, losses[case]):
            todo[case] = False
            for k in range(3):
                for i in range(cells):
                    pools[case, k, i] = new[k, i]


class Step(NamedTuple):
    """Drug after a step and what left in it [mol per unit length, shape (cases, 1)]."""

    drug: Drug
    inner: Array
    outer: Array
    broken: Array


def advance(drug: Drug, line: Line, sites: Sites, *, source: Array, dt: float) -> Step:
    """Advance free and bound drug by dt with ``source`` [mol/s per unit length, shape (cases, cells)] held constant.

    SDIRK2 (second order, L-stable); a case whose step would go negative is done again as four backward Euler
    steps, which cannot. Drug that has faded to ``NEXT_TO_NOTHING`` stays where it is. Conserves drug to the Newton
    tolerance (relative 1e-11). Raises ArithmeticError when a solve does not converge.
    """
    pools, places = np.stack(drug, axis=1), np.stack(sites, axis=1)
    losses = np.zeros((len(pools), 3))
    todo = (
        (pools.max(axis=(1, 2)) > NEXT_TO_NOTHING) | (source.max(axis=1) > 0) | (line.inside > 0) | (line.outside > 0)
    )
    second = np.array([dt - GAMMA * dt, GAMMA * dt])
    for a, weights in ((GAMMA * dt, second), (dt / 4, np.full(4, dt / 4))):
        if todo.any():
            _advance(pools, tuple(line), places, np.ascontiguousarray(source), a, weights, todo, losses)
    if todo.any():
        raise ArithmeticError(f"the wall did not converge in a step of {dt:g} s for case {np.argmax(todo)} of a batch")
    inner, outer, broken = losses.T[:, :, None]
    return Step(Drug(*pools.transpose(1, 0, 2)), inner, outer, broken)
