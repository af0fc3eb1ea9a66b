"""One release model fitted to one curve by weighted least squares."""

from dataclasses import dataclass
from math import inf, log
from typing import NamedTuple

import numpy as np
from scipy.optimize import least_squares
from scipy.special import stdtrit

from neointima.analysis.release_fit.candidates import Candidate, Free, Search
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

FEWEST = 4
POLISHED, BEGUN, FINISHED = 3, 15, 60
SOME_KEPT = 0.01
STEP = 1e-4
# A published point is given to a hundredth of a percentage point at best.
ROUNDING = 1e-4
SINGULAR, SMALLEST_SLOPE = 1e-9, 1e-12
# A parameter is told by the curve when its interval spans less than a factor 10 to each side, or half of all shares.
TOLD_LOG, TOLD_SHARE = log(10), 0.5
NEAR_BOUND = 1e-3
# An interval that spans a thousandth to a thousandfold is not written any wider.
FARTHEST = log(1e3)


class Observed(NamedTuple):
    """The points after the start: times [s], shares released, and weights with mean 1."""

    times: Array
    fractions: Array
    weights: Array


class Parameter(NamedTuple):
    """A fitted field in SI with its 95 % interval (nan where there is none), and what is to be said of it."""

    field: str
    value: float
    lower: float
    upper: float
    flag: str


@dataclass(frozen=True, slots=True)
class Fit:
    """A release model with the numbers that come nearest to the curve.

    ``misfit`` is the weighted sum of squares, ``sd`` the residual SD as a share of the dose, ``free`` the number of
    fitted parameters, ``weight`` the Akaike weight among the models compared.
    """

    candidate: Candidate
    search: Search
    theta: Array
    parameters: tuple[Parameter, ...]
    misfit: float
    points: int
    weight: float = 1.0

    @property
    def free(self) -> int:
        return int(self.theta.size)

    @property
    def sd(self) -> float:
        return float(np.sqrt(self.misfit / (self.points - self.free)))

    @property
    def aicc(self) -> float:
        return aicc(self.misfit, self.points, self.free)

    def values(self) -> dict[str, float]:
        """The fitted fields in SI."""
        return {one.field: one.value for one in self.parameters}

    def released(self, times: Array) -> Array:
        """The fitted curve."""
        return self.search.released(self.theta, times)[0]


def aicc(misfit: float, points: int, free: int) -> float:
    """Akaike's n ln(RSS/n) + 2K + 2K(K+1)/(n − K − 1), K the parameters and the variance; infinite where n ≤ K + 1.

    Source: C. M. Hurvich, C.-L. Tsai, Biometrika 1989;76:297.
    """
    k = free + 1
    if points <= k + 1:
        return inf
    return points * log(max(misfit, points * ROUNDING**2) / points) + 2 * k + 2 * k * (k + 1) / (points - k - 1)


def observe(times: Array, fractions: Array, *, sds: Array, replicates: Array) -> Observed:
    """The points after the start, weighted by the variance of each mean where every one has an SD.

    An SD from three replicates is itself uncertain by half, so each variance is halved with the mean of all.
    """
    later = times > 0
    if later.sum() < FEWEST:
        raise Mistake(
            f"{later.sum()} points after the start, fewer than {FEWEST}, cannot tell release models apart;"
            " measure more, or follow the points as they are with --model imposed_curve"
        )
    variances = sds[later] ** 2
    weights = np.ones(int(later.sum()))
    if np.all(np.isfinite(variances)) and variances.max() > 0:
        weights = replicates[later] / ((variances + variances.mean()) / 2)
    return Observed(times[later], fractions[later], weights / weights.mean())


def fit(candidate: Candidate, observed: Observed, *, thickness: float) -> Fit | None:
    """The better by AICc of the candidate with and without sequestered drug; None where the points are too few."""
    plain = _fit(candidate.holding_nothing_back(), observed, thickness)
    if plain is None:
        return None
    # Its search also begins where nothing is held back, so that it never misses by more.
    more = _fit(candidate, observed, thickness, also=np.append(plain.theta, SOME_KEPT))
    return plain if more is None or plain.aicc <= more.aicc else more


def _fit(candidate: Candidate, observed: Observed, thickness: float, *, also: Array | None = None) -> Fit | None:
    search = Search(candidate, observed.times, thickness)
    points, free = observed.times.size, len(candidate.free)
    if aicc(1.0, points, free) == inf:
        return None
    starts = search.starts() if also is None else np.vstack([search.starts(), also])
    theta, misfit = _best(search, observed, starts)
    parameters = _parameters(search, observed, (theta, max(misfit / (points - free), ROUNDING**2)))
    return Fit(candidate, search, theta, parameters, misfit, points)


def _best(search: Search, observed: Observed, starts: Array) -> tuple[Array, float]:
    """Least squares within the bounds: the best few of many starts are begun, and the best of these is finished."""
    rough = ((search.released(starts, observed.times) - observed.fractions) ** 2 * observed.weights).sum(axis=1)
    begun = [_descend(search, observed, start, evaluations=BEGUN) for start in starts[np.argsort(rough)[:POLISHED]]]
    best = _descend(search, observed, min(begun, key=lambda one: one[1])[0], evaluations=FINISHED)
    return min([best, *begun], key=lambda one: one[1])


def _descend(search: Search, observed: Observed, start: Array, *, evaluations: int) -> tuple[Array, float]:
    root = np.sqrt(observed.weights)
    lowest, highest = search.bounds()
    done = least_squares(
        lambda theta: (search.released(theta, observed.times)[0] - observed.fractions) * root,
        start.clip(lowest + 1e-6, highest - 1e-6),
        jac=lambda theta: _slopes(search, theta) * root[:, None],
        bounds=(lowest, highest),
        max_nfev=evaluations,
    )
    return done.x, float(2 * done.cost)


def _slopes(search: Search, theta: Array) -> Array:
    """Change of the curve with each θ, shape (times, parameters), by differences to the side that is within bounds."""
    steps = np.where(theta + STEP < search.bounds()[1], STEP, -STEP)
    curves = search.released(np.vstack([theta, theta + np.diag(steps)]), search.times)
    return (curves[1:] - curves[0]).T / steps


def _parameters(search: Search, observed: Observed, best: tuple[Array, float]) -> tuple[Parameter, ...]:
    """Each field with its interval from the curvature of the misfit; ``best`` is θ and the variance of a residual.

    Parameters at a bound are taken as known.
    """
    theta, variance = best
    lowest, highest = search.bounds()
    room = NEAR_BOUND * (highest - lowest)
    inside = (theta - lowest > room) & (highest - theta > room)
    covariance = np.zeros((theta.size, theta.size))
    if inside.any():
        slopes = (_slopes(search, theta) * np.sqrt(observed.weights)[:, None])[:, inside]
        _, sizes, turned = np.linalg.svd(slopes, full_matrices=False)
        scaled = turned.T / np.maximum(sizes, max(SINGULAR * sizes[0], SMALLEST_SLOPE))
        covariance[np.ix_(inside, inside)] = variance * scaled @ scaled.T
    mixing = search.mixing()
    t = stdtrit(observed.times.size - theta.size, 0.975)
    reaches = t * np.sqrt(np.einsum("ij,jk,ik->i", mixing, covariance, mixing))
    middles = mixing @ theta + search.offsets()
    return tuple(
        _parameter(one, float(middle), float(reach) if is_inside else np.nan)
        for one, middle, reach, is_inside in zip(search.candidate.free, middles, reaches, inside, strict=True)
    )


def _parameter(one: Free, middle: float, reach: float) -> Parameter:
    """A field from its logarithm or share and half the width of its interval, nan at a bound."""
    reach = reach if one.is_share else min(reach, FARTHEST)
    low, value, high = middle - reach, middle, middle + reach
    if not one.is_share:
        low, value, high = (float(np.exp(at)) for at in (low, value, high))
    if np.isnan(reach):
        return Parameter(one.field, value, np.nan, np.nan, "at the edge of its range")
    if one.is_share or one.field == "dissolved_share":
        low, high = max(low, 0.0), min(high, 1.0)
    told = reach < (TOLD_SHARE if one.is_share else TOLD_LOG)
    return Parameter(one.field, value, low, high, "" if told else "not told by these points")
