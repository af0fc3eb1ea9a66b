"""Do direct and indirect evidence agree?"""

from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy import stats

from neointima.analysis.network.contrasts import Arms, Contrasts, contrasts
from neointima.analysis.network.least_squares import Fit, least_squares, restricted
from neointima.analysis.network.network import Between, variance_of
from neointima.quantities.kinds import Array


class Part(NamedTuple):
    """A part of Cochran's Q with its degrees of freedom and P (nan where there are none)."""

    q: float
    freedom: int
    p_value: float


class Decomposition(NamedTuple):
    """``within``: trials of the same set of treatments against one another. ``between``: such sets against one another,
    which is inconsistency; ``between_random`` the same with the τ² that is left when sets may differ.
    """

    total: Part
    within: Part
    between: Part
    between_random: Part
    tau_squared: float


class Split(NamedTuple):
    """First minus second treatment, directly and through others, and the difference of the two."""

    first: str
    second: str
    direct: float
    direct_error: float
    indirect: float
    indirect_error: float
    difference: float
    difference_error: float
    p_value: float


def decompose(of: Arms, between: Between = restricted) -> Decomposition:
    """Q = Q within sets of treatments + Q between them. Source: Higgins et al., Res Synth Methods 2012;3:98;
    Krahn, Binder and König, BMC Med Res Methodol 2013;13:35.
    """
    data = contrasts(of)
    free = _by_set(of, data)
    whole, apart = least_squares(data, data.design), least_squares(data, free)
    tau_squared = between(data, free)
    with_tau = [least_squares(data, design, tau_squared) for design in (data.design, free)]
    return Decomposition(
        _part(whole.q, whole.freedom),
        _part(apart.q, apart.freedom),
        _part(whole.q - apart.q, whole.freedom - apart.freedom),
        _part(with_tau[0].q - with_tau[1].q, whole.freedom - apart.freedom),
        tau_squared,
    )


def split_pairs(of: Arms, between: Between = restricted) -> list[Split]:
    """Every pair compared in some trial and also reached through others.

    Trials of both arms get a difference of their own, half on either arm, so that trials of three arms are treated
    alike whichever is named first. Source: Dias et al., Stat Med 2010;29:932; White, Stata J 2015;15:951.
    """
    given = [set(of.given_in(place)) for place in range(len(of.trials))]
    data = contrasts(of)
    found = []
    for one, other in combinations(range(len(of.treatments)), 2):
        direct = np.array([{one, other} <= treatments for treatments in given])
        if not direct.any():
            continue
        own = (data.design[:, one] - data.design[:, other]) / 2 * direct[data.trial]
        design = np.column_stack([data.design, own])
        if np.linalg.matrix_rank(design) > np.linalg.matrix_rank(data.design):
            fit = least_squares(data, design, between(data, design))
            found.append(_split(fit, (of.treatments[one], of.treatments[other]), (one, other)))
    return found


def _split(fit: Fit, names: tuple[str, str], places: tuple[int, int]) -> Split:
    one, other = places
    indirect = float(fit.parameters[one] - fit.parameters[other])
    difference = float(fit.parameters[-1])
    weights = np.zeros(fit.parameters.size)
    weights[[one, other, -1]] = 1, -1, 1
    error = float(fit.covariance[-1, -1] ** 0.5)
    direct_error = float((weights @ fit.covariance @ weights) ** 0.5)
    indirect_error = variance_of(fit.covariance, one, other) ** 0.5
    p_value = float(2 * stats.norm.sf(abs(difference) / error))
    return Split(*names, indirect + difference, direct_error, indirect, indirect_error, difference, error, p_value)


def _by_set(of: Arms, data: Contrasts) -> Array:
    """Columns of the design, of its own for each set of treatments compared."""
    sets = [of.given_in(place) for place in range(len(of.trials))]
    which = np.array([sorted(set(sets)).index(sets[place]) for place in data.trial])
    return np.column_stack([data.design * (which == one)[:, None] for one in range(which.max() + 1)])


def _part(q: float, freedom: int) -> Part:
    if freedom == 0:
        return Part(0.0, 0, np.nan)
    return Part(max(q, 0.0), freedom, float(stats.chi2.sf(max(q, 0.0), freedom)))
