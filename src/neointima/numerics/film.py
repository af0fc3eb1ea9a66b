"""A film on metal that gives its drug to a surface swept clean: the exact series, and cells where drug dissolves."""

from typing import NamedTuple

import numpy as np
from scipy.special import expi

from neointima.numerics.compiled import compiled
from neointima.numerics.linear import GAMMA
from neointima.quantities.kinds import Array

MODES = 200
CELLS, GROWTH = 48, 1.06
TICK = 0.02
TERMS = np.arange(1.0, 19.0)
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
EULER_STEPS = 16
PRECISION = 1e-13
LIMIT = 100
# What Newton leaves open of a concentration that is nearly zero.
OPEN = 1e-12


def modes() -> Array:
    """Share of a uniform load in each mode of the series, shape (1, modes); the tail is in the last one."""
    odd = 2 * np.arange(MODES) + 1
    share = 8 / (odd * np.pi) ** 2
    share[-1] += 1 - share.sum()
    return share[None, :]


def faded(matured: Array) -> Array:
    """Share of each mode that leaves while D t / L² grows by ``matured`` (a column)."""
    odd = (2 * np.arange(MODES) + 1)[None, :]
    return -np.expm1(-((odd * np.pi / 2) ** 2) * matured)


def mean_blend(log_ratio: Array, begin: Array, end: Array) -> Array:
    """The mean of exp(a e^(−s)) for s from ``begin`` to ``end``, a = ``log_ratio``, to round-off.

    By exponential integrals; over short ways they would cancel, and 16 points of Gauss are exact (|a| up to about 15).
    """
    log_ratio, begin, end = np.broadcast_arrays(log_ratio, begin, end)
    way = end - begin
    far = way > 0.5
    long = 1 + (_entire(log_ratio * np.exp(-begin)) - _entire(log_ratio * np.exp(-end))) / np.where(far, way, 1.0)
    places = begin[..., None] + np.minimum(way, 0.5)[..., None] * (NODES + 1) / 2
    short = np.sum(WEIGHTS * np.exp(log_ratio[..., None] * np.exp(-places)), axis=-1) / 2
    return np.where(far, long, short)


def _entire(z: Array) -> Array:
    """Ein: Ei(z) − ln|z| − γ, which is Σ zⁿ / (n n!); the series where the logarithms would cancel."""
    near = np.abs(z) < 1
    series = np.sum(np.where(near, z, 0.0)[..., None] ** TERMS / (TERMS * np.cumprod(TERMS)), axis=-1)
    away = np.where(near, 1.0, z)
    return np.where(near, series, expi(away) - np.log(np.abs(away)) - np.euler_gamma)


Law = tuple[float, float]
Known = tuple[float, float, float]
Grid = tuple[Array, Array]
Plan = tuple[Array, float]


class Dissolving(NamedTuple):
    """A film at ``ticks`` of its own clock, relative to its load; the age that is asked for lies before that.

    ``total`` (dissolved and solid) and ``root`` (cube root of the solid over its first value), shape (cases, cells);
    ``left``, the mean of ``total`` at the last two ticks, shape (cases, 2); ``ticks``, shape (cases, 1).
    """

    total: Array
    root: Array
    left: Array
    ticks: Array


def widths() -> Array:
    """Widths of the cells in units of the thickness, the finest at the surface, which comes last."""
    sizes = GROWTH ** np.arange(CELLS)[::-1]
    return sizes / sizes.sum()


def fresh(cases: int) -> Dissolving:
    """A film as it was coated."""
    full = np.ones((cases, CELLS))
    return Dissolving(full, full, np.ones((cases, 2)), np.zeros((cases, 1)))


def clock(matured: Array) -> Array:
    """Ticks that have passed when D t / L² is ``matured``: square-root time at first, logarithmic time later."""
    return np.arcsinh(np.sqrt(matured)) / TICK


def aged(film: Dissolving, until: Array, *, solubility: Array, speed: Array) -> Dissolving:
    """The film at the first whole tick not before ``until`` [ticks, shape (cases, 1)].

    In units of L²/D and of the load: w = c + s, ∂w/∂t = ∂²c/∂x², and s = s₀ u³ with du/dt = −κ (1 − c / c_s) / 3
    while solid is left; c = 0 at the surface, no flux at the metal. ``solubility`` c_s and ``speed`` κ are columns;
    s₀ = 1 − c_s. SDIRK2 (second order, L-stable, Alexander 1977) with a step a tick long; a step that would make a
    concentration negative is done again as backward Euler steps, which cannot. What leaves is what the cells lose,
    to round-off. Raises ArithmeticError when a step does not converge.
    """
    total, root, left, ticks = (part.copy() for part in film)
    wide = widths()
    grid = (wide, np.append(2 / (wide[:-1] + wide[1:]), 2 / wide[-1]))
    for case in range(len(total)):
        known = (float(until[case, 0]), float(solubility[case, 0]), float(speed[case, 0]))
        if not _run(total[case], root[case], left[case], ticks[case], known, grid):
            raise ArithmeticError(f"a dissolving film did not converge after {ticks[case, 0]:g} ticks of its clock")
    return Dissolving(total, root, left, ticks)


def content(film: Dissolving, at: Array) -> Array:
    """Share of the load left when ``at`` ticks have passed, a straight line between the last two ticks."""
    before, after = film.left[:, :1], film.left[:, 1:]
    return after + (film.ticks - at) * (before - after)


@compiled
def _run(total: Array, root: Array, left: Array, ticks: Array, known: Known, grid: Grid) -> bool:
    """Tick on until the clock reads what is wanted; False when a step has no answer."""
    until, solubility, speed = known
    cells, law = total.size, (solubility, speed)
    work, new, begin = np.empty((3, cells)), np.empty((3, cells)), np.empty((2, cells))
    while ticks[0] < until:
        dt = np.sinh((ticks[0] + 1) * TICK) ** 2 - np.sinh(ticks[0] * TICK) ** 2
        begin[0], begin[1] = total, root
        if not _attempt(new, begin, (np.full(2, GAMMA * dt), (1 - GAMMA) / GAMMA), law, grid, work):
            begin[0], begin[1] = total, root
            if not _attempt(new, begin, (np.full(EULER_STEPS, dt / EULER_STEPS), 1.0), law, grid, work):
                return False
        for i in range(cells):
            total[i], root[i] = new[0, i], new[1, i]
        left[0] = left[1]
        left[1] = max(min(np.sum(total * grid[0]), left[0]), 0.0)
        ticks[0] += 1
    return True


@compiled
def _attempt(new: Array, begin: Array, plan: Plan, law: Law, grid: Grid, work: Array) -> bool:
    """The stages of ``plan``: their lengths, and how far to draw each out to begin the next.

    Rows of ``begin`` are total and root and are written over, rows of ``new`` also the dissolved drug. False for a
    negative stage or one without an answer.
    """
    new[2] = begin[0] - (1 - law[0]) * begin[1] ** 3
    for a in plan[0]:
        if not _stage(new, begin, a, law, grid, work):
            return False
        for i in range(new.shape[1]):
            if new[2, i] < -OPEN:
                return False
            begin[0, i] += plan[1] * (new[0, i] - begin[0, i])
            begin[1, i] += plan[1] * (new[1, i] - begin[1, i])
    return True


@compiled
def _stage(new: Array, begin: Array, a: float, law: Law, grid: Grid, work: Array) -> bool:
    """Newton for the dissolved drug new[2] of one stage; total and root follow from it cell by cell."""
    solubility, speed = law
    wide, between = grid
    cells = wide.size
    for _ in range(LIMIT):
        for i in range(cells):
            c = new[2, i]
            u = max(begin[1, i] - a * speed / 3 * (1 - c / solubility), 0.0)
            inward = between[i - 1] * (new[2, i - 1] - c) if i > 0 else 0.0
            outward = between[i] * (c - (new[2, i + 1] if i < cells - 1 else 0.0))
            new[0, i], new[1, i] = begin[0, i] + a * (inward - outward) / wide[i], u
            work[2, i] = wide[i] * (new[0, i] - c - (1 - solubility) * u**3)
            slope = 1 + (1 - solubility) * u**2 * a * speed / solubility
            work[1, i] = wide[i] * slope + a * (between[i] + (between[i - 1] if i > 0 else 0.0))
        if _correct(new[2], work, between, a) < PRECISION:
            return True
    return False


@compiled
def _correct(dissolved: Array, work: Array, between: Array, a: float) -> float:
    """Solve the symmetric tridiagonal system, add the answer and return its largest part."""
    cells = dissolved.size
    for i in range(1, cells):
        factor = -a * between[i - 1] / work[1, i - 1]
        work[1, i] += factor * a * between[i - 1]
        work[2, i] -= factor * work[2, i - 1]
    change = 0.0
    for i in range(cells - 1, -1, -1):
        if i < cells - 1:
            work[2, i] += a * between[i] * work[2, i + 1]
        work[2, i] /= work[1, i]
        dissolved[i] += work[2, i]
        change = max(change, abs(work[2, i]))
    return change
