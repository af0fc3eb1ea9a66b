"""Potency: the dose at a level of the curve, how sure it is, and whether the data can speak of it at all."""

from dataclasses import dataclass
from math import exp, inf

import numpy as np
from scipy.special import stdtrit

from neointima.analysis.dose_response import least_squares, profile
from neointima.analysis.dose_response.fit import Fit
from neointima.analysis.dose_response.least_squares import Hold
from neointima.analysis.dose_response.shapes import BRAIN_COUSENS, LOGISTIC, E, F
from neointima.quantities.kinds import Array

INSIDE, BELOW, ABOVE, UNDEFINED = "inside", "below", "above", "undefined"


@dataclass(frozen=True, slots=True)
class Potency:
    """A dose with its interval; ``place`` tells whether it lies inside the range tested, below, above, or nowhere.

    Outside the range there is no estimate (nan): what is known is the inequality that ``lower`` and ``upper`` state.
    """

    estimate: float
    lower: float
    upper: float
    place: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """Which potency: ``share`` of the curve's own effect (relative), or a ``response`` of the assay (absolute)."""

    relative: bool
    level: float


HALF = Level(True, 0.5)


def delta(fit: Fit, group: str, level: Level = HALF, *, confidence: float = 0.95) -> Potency:
    """Estimate ± t × standard error on the scale of the dose, as R's drc gives it for relative potencies."""
    value, error = _log_estimate(fit, _hold(fit, group, level))
    logged = fit.model.shape != LOGISTIC
    dose = exp(value) if logged and np.isfinite(value) else value
    reach = _quantile(fit, confidence) * error * (dose if logged else 1)
    return _judged(fit, group, Potency(dose, dose - reach, dose + reach, INSIDE))


def likelihood(fit: Fit, group: str, level: Level = HALF, *, confidence: float = 0.95) -> Potency:
    """Estimate with its profile-likelihood interval: doses that raise the misfit by no more than t² × variance."""
    value, lower, upper = _profiled(fit, _hold(fit, group, level), confidence)
    return _judged(fit, group, Potency(_dose(fit, value), _dose(fit, lower), _dose(fit, upper), INSIDE))


def log_error(fit: Fit, group: str, level: Level = HALF) -> float:
    """Standard error of ln dose (of the dose for curves in the dose itself)."""
    return _log_estimate(fit, _hold(fit, group, level))[1]


def ratio_likelihood(fit: Fit, first: str, second: str, *, level: Level = HALF) -> Potency:
    """Potency of ``first`` over that of ``second`` with its profile interval; both curves must be in log dose."""
    hold = _hold(fit, first, level)._replace(second=fit.groups.index(second))
    value, lower, upper = _profiled(fit, hold, 0.95)
    return Potency(exp(value), exp(lower), exp(upper), INSIDE)


def ratio_delta(fit: Fit, first: str, second: str, *, level: Level = HALF) -> Potency:
    """The same ratio ± t × standard error on its own scale."""
    hold = _hold(fit, first, level)._replace(second=fit.groups.index(second))
    value, error = _log_estimate(fit, hold)
    reach = _quantile(fit, 0.95) * error * exp(value)
    return Potency(exp(value), exp(value) - reach, exp(value) + reach, INSIDE)


def ratio_fieller(fit: Fit, first: str, second: str, *, level: Level = HALF) -> Potency:
    """The same ratio with Fieller's interval from the two doses, their errors and their covariance."""
    holds = [_hold(fit, group, level) for group in (first, second)]
    doses = np.array([exp(_log_estimate(fit, hold)[0]) for hold in holds])
    slopes = np.stack([least_squares.potency_slopes(fit.layout, fit.theta, hold) for hold in holds]) * doses[:, None]
    (v11, v12), (_, v22) = slopes @ fit.covariance() @ slopes.T
    ratio, t = doses[0] / doses[1], _quantile(fit, 0.95)
    g = t**2 * v22 / doses[1] ** 2
    if g >= 1:
        return Potency(float(ratio), 0.0, inf, INSIDE, "the second potency is not told from zero")
    middle = ratio - g * v12 / v22
    reach = t / doses[1] * np.sqrt(v11 - 2 * ratio * v12 + ratio**2 * v22 - g * (v11 - v12**2 / v22))
    return Potency(float(ratio), float((middle - reach) / (1 - g)), float((middle + reach) / (1 - g)), INSIDE)


def _hold(fit: Fit, group: str, level: Level) -> Hold:
    number = fit.groups.index(group)
    given = F if fit.model.shape == BRAIN_COUSENS else E
    return Hold(int(fit.layout.places[number, given]), number, -1, level.relative, level.level, 0.0)


def _log_estimate(fit: Fit, hold: Hold) -> tuple[float, float]:
    """Ln dose and its standard error; nan where the curve never meets the level."""
    value = float(least_squares.potency(fit.layout, fit.theta, hold))
    if not np.isfinite(value):
        return np.nan, np.nan
    slopes = least_squares.potency_slopes(fit.layout, fit.theta, hold)
    return value, float(np.sqrt(max(float(slopes @ fit.covariance() @ slopes), 0.0)))


def _quantile(fit: Fit, confidence: float) -> float:
    return float(stdtrit(fit.df, (1 + confidence) / 2)) if fit.df > 0 else np.nan


def _profiled(fit: Fit, hold: Hold, confidence: float) -> tuple[float, float, float]:
    """Ln potency and its profile limits; nan for limits that no spare observation or no free parameter allows."""
    if fit.df < 1 or fit.misfit <= 0 or hold.place < 0:
        return float(least_squares.potency(fit.layout, fit.theta, hold)), np.nan, np.nan
    known = (fit.misfit - fit.pure, fit.variance, _quantile(fit, confidence))
    value, low, high = profile.interval(fit.means, fit.layout, fit.theta, hold, known)
    return value, low, high


def _dose(fit: Fit, value: float) -> float:
    if fit.model.shape == LOGISTIC or np.isnan(value):
        return value
    return exp(value) if value < 700 else inf


def _judged(fit: Fit, group: str, found: Potency) -> Potency:
    """The potency if it lies in the range tested, else what can be said instead."""
    low, high = tested(fit, group)
    if not np.isfinite(found.estimate):
        return Potency(np.nan, np.nan, np.nan, UNDEFINED, "the curve never meets this level")
    if found.estimate > high:
        return Potency(np.nan, high, inf, ABOVE, "not reached in the range tested")
    if found.estimate < low:
        nothing = 0.0 if fit.model.shape != LOGISTIC else -inf
        return Potency(np.nan, nothing, low, BELOW, "passed below the range tested")
    if np.isnan(found.lower):
        said = "no interval" if fit.df > 0 else "no interval: no spare observation"
        return Potency(found.estimate, np.nan, np.nan, INSIDE, said)
    if found.upper == inf and not found.lower > 0:
        return Potency(np.nan, 0.0, inf, UNDEFINED, "not determined: any dose fits these data as well")
    if found.upper == inf or (found.lower <= 0 and fit.model.shape != LOGISTIC):
        return Potency(found.estimate, max(found.lower, 0.0), found.upper, INSIDE, "open interval: poorly determined")
    return found


def tested(fit: Fit, group: str) -> tuple[float, float]:
    """Lowest and highest dose above zero of one curve."""
    doses: Array = fit.data.x[(fit.data.group == fit.groups.index(group)) & (fit.data.x > 0)]
    return float(doses.min()), float(doses.max())
