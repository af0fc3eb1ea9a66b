"""Levenberg-Marquardt for dose-response curves that may share parameters, compiled.

Kernels take a ``Data``, a ``Layout`` and a ``Hold``. A hold keeps one potency (or one ratio of two) at a given value by
working one parameter out from the others, so that a profile is an ordinary fit in one parameter less.
"""

from math import exp
from typing import NamedTuple

import numpy as np

from neointima.analysis.dose_response.shapes import BRAIN_COUSENS, E, F, curve, level_dose, level_slopes
from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array, Numbers

ROUNDS = 500
SMALLEST = 1e-300


class Data(NamedTuple):
    """Observations: dose, response, weight and the number of the curve each belongs to, all shape (observations,)."""

    x: Array
    y: Array
    weight: Array
    group: Numbers


class Layout(NamedTuple):
    """``shape`` of the curves; for each curve the place of its b, c, d, ln e, f among the parameters, −1 if fixed at
    ``fixed``, both shape (curves, 5); ``lower`` and ``upper`` bounds, shape (parameters,).
    """

    shape: int
    places: Numbers
    fixed: Array
    lower: Array
    upper: Array


class Hold(NamedTuple):
    """A potency kept at ``value``: of curve ``first``, or first less ``second`` where that is not −1 (both in ln dose).

    ``place`` is the parameter worked out, −1 for none; ``relative`` and ``level`` say which potency.
    """

    place: int
    first: int
    second: int
    relative: bool
    level: float
    value: float


FREE = Hold(-1, 0, -1, True, 0.5, 0.0)


@compiled
def collapse(data: Data) -> tuple[Data, float]:
    """Replicates of a curve at a dose as their weighted mean, and the misfit among them, which no curve can change."""
    n = data.x.size
    x, y, weight, squares = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    group = np.zeros(n, dtype=np.int64)
    count = 0
    for i in range(n):
        place = count
        for k in range(count):
            if x[k] == data.x[i] and group[k] == data.group[i]:
                place = k
                break
        if place == count:
            x[count], group[count] = data.x[i], data.group[i]
            count += 1
        # Running means lose no figures where all responses are large and alike.
        weight[place] += data.weight[i]
        away = data.y[i] - y[place]
        y[place] += away * data.weight[i] / weight[place]
        squares[place] += data.weight[i] * away * (data.y[i] - y[place])
    return Data(x[:count].copy(), y[:count].copy(), weight[:count].copy(), group[:count].copy()), squares.sum()


@compiled
def own(layout: Layout, theta: Array, group: int) -> Array:
    """b, c, d, ln e, f of one curve."""
    q = np.empty(5)
    for k in range(5):
        place = layout.places[group, k]
        q[k] = theta[place] if place >= 0 else layout.fixed[group, k]
    return q


@compiled
def potency(layout: Layout, theta: Array, hold: Hold) -> float:
    """The ln potency, or ln ratio, that a hold speaks of."""
    found = level_dose(layout.shape, own(layout, theta, hold.first), hold.relative, hold.level)
    if hold.second >= 0:
        found -= level_dose(layout.shape, own(layout, theta, hold.second), hold.relative, hold.level)
    return found


@compiled
def potency_slopes(layout: Layout, theta: Array, hold: Hold) -> Array:
    """Its derivatives by every parameter."""
    slopes = np.zeros(theta.size)
    for sign, group in ((1.0, hold.first), (-1.0, hold.second)):
        if group >= 0:
            each = level_slopes(layout.shape, own(layout, theta, group), hold.relative, hold.level)
            for k in range(5):
                if layout.places[group, k] >= 0:
                    slopes[layout.places[group, k]] += sign * each[k]
    return slopes


@compiled
def _obey(layout: Layout, theta: Array, hold: Hold) -> bool:
    """Set the held parameter from the others; false where no value does it."""
    if hold.place < 0:
        return True
    if layout.shape == BRAIN_COUSENS:
        return _obey_hormesis(layout, theta, hold)
    wanted = hold.value
    if hold.second >= 0:
        wanted += level_dose(layout.shape, own(layout, theta, hold.second), hold.relative, hold.level)
    q = own(layout, theta, hold.first)
    moved = q[E] + wanted - level_dose(layout.shape, q, hold.relative, hold.level)
    theta[hold.place] = moved
    return bool(np.isfinite(moved))


@compiled
def _obey_hormesis(layout: Layout, theta: Array, hold: Hold) -> bool:
    """For Brain-Cousens the stimulation f makes the curve pass the held dose."""
    q = own(layout, theta, hold.first)
    dose = exp(min(hold.value, 600.0))
    level = q[1] + (q[2] - q[1]) * (1 - hold.level) if hold.relative else hold.level
    theta[hold.place] = ((level - q[1]) * (1 + exp(min(q[0] * (hold.value - q[E]), 500.0))) - (q[2] - q[1])) / dose
    q[F] = theta[hold.place]
    # The held dose must lie on the falling side.
    slopes = np.empty(6)
    curve(layout.shape, q, dose, slopes)
    return bool(np.isfinite(q[F]) and slopes[5] < 0)


@compiled
def misfit(data: Data, layout: Layout, theta: Array) -> float:
    """Weighted sum of squares."""
    slopes, total = np.empty(6), 0.0
    curves = np.empty((layout.places.shape[0], 5))
    for group in range(curves.shape[0]):
        curves[group] = own(layout, theta, group)
    for i in range(data.x.size):
        residual = data.y[i] - curve(layout.shape, curves[data.group[i]], data.x[i], slopes)
        total += data.weight[i] * residual * residual
    return total if np.isfinite(total) else np.inf


@compiled
def normal(data: Data, layout: Layout, theta: Array, hold: Hold) -> tuple[Array, Array]:
    """Normal matrix JᵀWJ and JᵀWr; the held parameter's effect is passed on to the others, its own row is left 0."""
    count = theta.size
    matrix, right, slopes, row = np.zeros((count, count)), np.zeros(count), np.empty(6), np.zeros(count)
    passed = np.zeros(count)
    if hold.place >= 0:
        passed = potency_slopes(layout, theta, hold)
        passed = passed / passed[hold.place]
    curves = np.empty((layout.places.shape[0], 5))
    for group in range(curves.shape[0]):
        curves[group] = own(layout, theta, group)
    for i in range(data.x.size):
        group = data.group[i]
        residual = data.y[i] - curve(layout.shape, curves[group], data.x[i], slopes)
        row[:] = 0.0
        for k in range(5):
            place = layout.places[group, k]
            if place >= 0:
                row[place] += slopes[k]
        if hold.place >= 0:
            row -= row[hold.place] * passed
            row[hold.place] = 0.0
        for j in range(count):
            if row[j] != 0.0:
                right[j] += data.weight[i] * row[j] * residual
                for k in range(j + 1):
                    matrix[j, k] += data.weight[i] * row[j] * row[k]
    for j in range(count):
        for k in range(j):
            matrix[k, j] = matrix[j, k]
    return matrix, right


@compiled
def curvature(data: Data, layout: Layout, theta: Array) -> Array:
    """Half the second derivatives of the misfit, by central differences of its exact slope."""
    count = theta.size
    table = np.empty((count, count))
    for j in range(count):
        # Small against how far the curve bends, large against round-off: a scale taken from the parameter's own pull.
        step = 1e-4 * max(abs(theta[j]), 1e-3)
        ahead, behind = theta.copy(), theta.copy()
        ahead[j] += step
        behind[j] -= step
        table[j] = (normal(data, layout, behind, FREE)[1] - normal(data, layout, ahead, FREE)[1]) / (2 * step)
    return (table + table.T) / 2


@compiled
def descend(data: Data, layout: Layout, start: Array, hold: Hold) -> tuple[Array, float, bool]:
    """Parameters of least weighted squares from ``start``, their misfit, and whether the search came to rest."""
    theta = np.minimum(np.maximum(start, layout.lower), layout.upper)
    best = misfit(data, layout, theta) if _obey(layout, theta, hold) else np.inf
    if not np.isfinite(best):
        return theta, np.inf, False
    damping, quiet = 1e-3, 0
    # A profile asks for a misfit, which is flat at its minimum, so it may stop sooner than a search for parameters.
    still, rounds = (1e-13, 2) if hold.place < 0 else (1e-9, 1)
    for _ in range(ROUNDS):
        matrix, right = normal(data, layout, theta, hold)
        improved = False
        while damping < 1e12:
            trial = _move(matrix, right, theta, layout, damping)
            after = misfit(data, layout, trial) if _obey(layout, trial, hold) else np.inf
            if after <= best:
                improved = True
                break
            damping = max(damping * 8, 1e-9)
        if not improved:
            return theta, best, True
        quiet = quiet + 1 if best - after <= still * best else 0
        theta, best, damping = trial, after, damping / 10
        if quiet == rounds or best < SMALLEST:
            return theta, best, True
    return theta, best, False


@compiled
def _move(matrix: Array, right: Array, theta: Array, layout: Layout, damping: float) -> Array:
    """One damped Gauss-Newton step inside the bounds; parameters that push against a bound stay."""
    count = theta.size
    left, vector = matrix.copy(), right.copy()
    for j in range(count):
        out = (theta[j] <= layout.lower[j] and right[j] < 0) or (theta[j] >= layout.upper[j] and right[j] > 0)
        if left[j, j] <= SMALLEST or out:
            left[j, :], left[:, j] = 0.0, 0.0
            left[j, j], vector[j] = 1.0, 0.0
        else:
            left[j, j] *= 1 + damping
    return np.minimum(np.maximum(theta + solve(left, vector), layout.lower), layout.upper)


@compiled
def solve(matrix: Array, right: Array) -> Array:
    """Solve a small symmetric positive system by Cholesky on a scaled copy; tiny pivots give no movement."""
    count = right.size
    scale = np.empty(count)
    for j in range(count):
        scale[j] = 1 / np.sqrt(matrix[j, j]) if matrix[j, j] > 0 else 0.0
    lower = np.zeros((count, count))
    for j in range(count):
        for k in range(j + 1):
            total = matrix[j, k] * scale[j] * scale[k]
            for m in range(k):
                total -= lower[j, m] * lower[k, m]
            if j == k:
                lower[j, j] = np.sqrt(total) if total > 1e-14 else 1e150
            else:
                lower[j, k] = total / lower[k, k]
    answer = right * scale
    for j in range(count):
        for m in range(j):
            answer[j] -= lower[j, m] * answer[m]
        answer[j] /= lower[j, j]
    for j in range(count - 1, -1, -1):
        for m in range(j + 1, count):
            answer[j] -= lower[m, j] * answer[m]
        answer[j] /= lower[j, j]
    return answer * scale
