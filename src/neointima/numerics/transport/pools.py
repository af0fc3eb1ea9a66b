"""What a cell holds besides free drug, settled at the end of an implicit stage for a given free concentration."""

from typing import NamedTuple

import numpy as np

from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array, Numbers

FREE, SPECIFIC, NONSPECIFIC, SOLID = range(4)
ROUNDS = 40
# Of the highest concentration: below this share a cell holds next to nothing.
FAINT = 1e-4


class Chemistry(NamedTuple):
    """Numbers of each kind of cell, shape (kinds,), and the ``kind`` of each cell.

    db/dt = on c (density − b) − off b on both kinds of site, complexes on specific sites lost at ``specific_loss``,
    free drug at ``free_loss``. Solid drug: ds/dt = −dissolution s^(2/3) s₀^(1/3) (1 − c / solubility), s₀ the
    ``solid_reference``; above the solubility it forms at ``precipitation`` (c − solubility).
    """

    kind: Numbers
    specific_density: Array
    specific_on: Array
    specific_off: Array
    specific_loss: Array
    nonspecific_density: Array
    nonspecific_on: Array
    nonspecific_off: Array
    free_loss: Array
    solubility: Array
    dissolution: Array
    solid_reference: Array
    precipitation: Array


def table(chemistry: Chemistry) -> Array:
    """The numbers of every kind as rows; dissolution comes with the cube root of its reference."""
    ready = chemistry._replace(dissolution=chemistry.dissolution * np.cbrt(chemistry.solid_reference))
    return np.ascontiguousarray(np.stack(np.broadcast_arrays(*ready[1:]), axis=-1, dtype=np.float64))


@compiled
def _occupy(free, begin, density, on, off):  # type: ignore[no-untyped-def]
    """Bound drug at the end of a stage and its slope in the free drug."""
    below = 1.0 + off + on * free
    bound = (begin + on * density * free) / below
    return bound, on * (density - bound) / below


@compiled
def _crystallise(free, begin, solubility, dissolution, precipitation):  # type: ignore[no-untyped-def]
    """Solid drug at the end of a stage and its slope; solves y³ + A y² = s₀ for the cube root y of what is left."""
    missing = 1.0 - free / solubility
    if missing <= 0.0:
        return max(begin, 0.0) + precipitation * (free - solubility), precipitation
    if begin <= 0.0:
        return 0.0, 0.0
    pull = dissolution * missing
    root = begin ** (1.0 / 3.0)
    for _ in range(ROUNDS):
        change = (root * root * (root + pull) - begin) / (root * (3.0 * root + 2.0 * pull))
        root -= change
        if abs(change) <= 1e-14 * root:
            break
    return root**3, 3.0 * root**3 / (3.0 * root + 2.0 * pull) * dissolution / solubility


@compiled
def settle(free, begin, row, a, out):  # type: ignore[no-untyped-def]
    """Fill ``out`` with (specific, nonspecific, solid) at the end of a stage of length ``a``.

    Returns what the cell gains per volume, losses included, less its ``begin``, and the slope of that in ``free``.
    """
    out[0], slope_s = _occupy(free, begin[1], row[0], a * row[1], a * (row[2] + row[3]))
    out[1], slope_n = _occupy(free, begin[2], row[4], a * row[5], a * row[6])
    out[2], slope_u = begin[3], 0.0
    if row[8] < np.inf:
        out[2], slope_u = _crystallise(free, begin[3], row[8], a * row[9], a * row[11])
    gain = free * (1.0 + a * row[7]) - begin[0] + out[0] * (1.0 + a * row[3]) - begin[1]
    gain += out[1] - begin[2] + out[2] - begin[3]
    return gain, 1.0 + a * row[7] + slope_s * (1.0 + a * row[3]) + slope_n + slope_u


# These stand beside what they call: compiled code on disk does not notice changes in other files.
@compiled
def unbalance(free, begin, volumes, kind, numbers, source, a, start, column, value, slope, right):  # type: ignore[no-untyped-def]
    """Fill ``right`` with what each cell lacks [mol] and ``slope`` with what it takes up per concentration.

    Returns all that is lacking, and the largest change of free drug it stands for, as a share of what is there.
    """
    inside = np.empty(3)
    total, furthest, floor = 0.0, 0.0, 1e-300
    for i in range(free.size):
        floor = max(floor, FAINT * free[i])
    for i in range(free.size):
        gain, rise = settle(free[i], begin[:, i], numbers[kind[i]], a, inside)
        out = 0.0
        for k in range(start[i], start[i + 1]):
            out += value[k] * free[column[k]]
        slope[i] = volumes[i] * rise
        right[i] = a * (source[i] - out) - volumes[i] * gain
        total += abs(right[i])
        furthest = max(furthest, abs(right[i]) / (slope[i] * (free[i] + floor)))
    return total, furthest


@compiled
def close(free, begin, volumes, kind, numbers, a, slope, right, pools):  # type: ignore[no-untyped-def]
    """Store what is lacking in the cells themselves, so that no drug is lost; returns what could not be stored.

    Also returned: what breaks down per time.
    """
    inside = np.empty(3)
    missed, broken = 0.0, 0.0
    for i in range(free.size):
        here = free[i] + right[i] / slope[i]
        if here < 0.0:
            missed -= here * slope[i]
            here = 0.0
        row = numbers[kind[i]]
        settle(here, begin[:, i], row, a, inside)
        pools[0, i], pools[1, i], pools[2, i], pools[3, i] = here, inside[0], inside[1], inside[2]
        broken += volumes[i] * (row[7] * here + row[3] * inside[0])
    return missed, broken
