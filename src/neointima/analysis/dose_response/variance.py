"""Fits where the spread is not the same everywhere: power of the mean, and robust against gross outliers."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy import optimize

from neointima.analysis.dose_response.fit import Fit, refit, searched
from neointima.analysis.dose_response.least_squares import Data
from neointima.quantities.kinds import Array, Marks

HUBER = 1.345
NORMAL_MAD = 0.6744897501960817
OUTLYING = 0.25


class Robust(NamedTuple):
    """A robust fit, the weight each observation kept (1 = all of it), and which are flagged (weight below 0.25)."""

    fit: Fit
    kept: Array
    flagged: Marks


class PowerOfMean(NamedTuple):
    """A fit with variance ∝ |mean|^(2θ) and the ``power`` θ of greatest likelihood."""

    fit: Fit
    power: float


def robust(first: Fit) -> Robust:
    """Huber's M-estimator by reweighting; scale is the median absolute residual / 0.6745 and follows each round.

    Begun from the plain fit and from a fit to the medians of replicates, which gross outliers cannot pull away; the
    one that ends with the smaller scale is kept.
    """
    data = first.data
    medians = np.array([np.median(data.y[_beside(data, i)]) for i in range(data.y.size)])
    calm = searched(replace(first, data=data._replace(y=medians)))
    ends = [_reweighted(replace(calm, data=data), data.weight), _reweighted(first, data.weight)]
    return min(ends, key=_scale)


def _beside(data: Data, i: int) -> Marks:
    """Observations of the same curve at the same dose."""
    return (data.x == data.x[i]) & (data.group == data.group[i])


def _reweighted(first: Fit, original: Array) -> Robust:
    now, kept = first, np.ones_like(first.data.y)
    for _ in range(100):
        residuals = np.abs(now.residuals()) * np.sqrt(original)
        scale = max(_spread(residuals), 1e-12 * max(float(np.ptp(first.data.y)), 1e-300))
        renewed = np.minimum(1.0, HUBER / np.maximum(residuals / scale, 1e-12))
        now, moved = refit(now, original * renewed), float(np.max(np.abs(renewed - kept)))
        kept = renewed
        if moved < 1e-6:
            break
    return Robust(now, kept, kept < OUTLYING)


def _spread(residuals: Array) -> float:
    return float(np.median(residuals)) / NORMAL_MAD


def _scale(end: Robust) -> float:
    return _spread(np.abs(end.fit.residuals()))


def power_of_mean(first: Fit) -> PowerOfMean:
    """Weights 1 / |mean|^(2θ) from the fit itself, repeated to rest; θ in 0 to 2 by greatest likelihood."""

    def against(power: float) -> float:
        return -_at_power(first, power).log_likelihood

    best = optimize.minimize_scalar(against, bounds=(0.0, 2.0), method="bounded", options={"xatol": 1e-3})
    power = 0.0 if against(0.0) <= best.fun else float(best.x)
    return PowerOfMean(_at_power(first, power), power)


def _at_power(first: Fit, power: float) -> Fit:
    now = first
    for _ in range(8):
        mean = np.abs(now.data.y - now.residuals())
        floor = 1e-3 * max(float(np.max(mean)), 1e-30)
        now = refit(now, np.maximum(mean, floor) ** (-2 * power))
    return now
