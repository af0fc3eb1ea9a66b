"""Aalen–Johansen: the probability of an event where other events can come first."""

from typing import NamedTuple

import numpy as np
from scipy import stats

from neointima.analysis.time_to_event.follow_up import CENSORED, EVENT, FollowUp
from neointima.quantities.kinds import Array


class Incidence(NamedTuple):
    """Probability of the event by each of ``time``, its error and log–log interval; nan where not known."""

    time: Array
    value: Array
    error: Array
    lower: Array
    upper: Array


class Course(NamedTuple):
    """One arm at each time with an event of any kind: at risk, events of this and of any cause, still without any
    just before, and incidence just after with its variance.
    """

    time: Array
    at_risk: Array
    events: Array
    all_events: Array
    before: Array
    incidence: Array
    variance: Array
    last_seen: float


def course(arm: FollowUp, cause: int = EVENT) -> Course:
    """F̂(t) = Σ Ŝ(tᵢ−) dᵢ/nᵢ over tᵢ ≤ t, Ŝ that of all causes together; without other causes 1 − Kaplan–Meier.

    Variance by the delta method: Marubini and Valsecchi 1995, equation 10.12; equals Greenwood's for one cause.
    Source: Aalen and Johansen, Scand J Stat 1978;5:141.
    """
    time = np.unique(arm.time[arm.cause != CENSORED])
    place = np.searchsorted(time, arm.time)
    events, all_events = (
        np.bincount(place[which], minlength=time.size).astype(float)
        for which in (arm.cause == cause, arm.cause != CENSORED)
    )
    at_risk = arm.time.size - np.searchsorted(np.sort(arm.time), time, side="left").astype(float)
    survival = np.cumprod(1 - all_events / at_risk)
    before = np.concatenate(([1.0], survival[:-1])) if time.size else survival
    incidence = np.cumsum(before * events / at_risk)
    variance = _variance(at_risk, events, all_events, before=before, incidence=incidence)
    return Course(time, at_risk, events, all_events, before, incidence, variance, float(arm.time.max()))


def _variance(n: Array, d: Array, every: Array, *, before: Array, incidence: Array) -> Array:
    """Σ (F(t) − Fᵢ)² d·/(n(n − d·)) + Σ S²(n − d)d/n³ − 2 Σ (F(t) − Fᵢ) S d/n², at each time t.

    Sums of powers of F(t) − Fᵢ are running sums of their expansions, so the cost grows with the number of times.
    """
    left = n - every
    all_part = np.where(left > 0, every / np.where(left > 0, n * left, 1.0), 0.0)
    own_part, mixed = before**2 * (n - d) * d / n**3, before * d / n**2
    square, line, flat = (np.cumsum(all_part * incidence**power) for power in (0, 1, 2))
    first, second = np.cumsum(mixed), np.cumsum(mixed * incidence)
    total = incidence**2 * square - 2 * incidence * line + flat + np.cumsum(own_part)
    # The rest is rounding where everybody has had the event.
    return np.maximum(total - 2 * (incidence * first - second), 0.0)


def at(one: Course, times: Array, *, level: float = 0.95) -> Incidence:
    """Incidence at given times, with the interval F^exp(± z s / (F ln F)); nan after the last patient was seen."""
    place = np.searchsorted(one.time, times, side="right")
    value = np.concatenate(([0.0], one.incidence))[place]
    error = np.sqrt(np.concatenate(([0.0], one.variance))[place])
    finished = one.time.size > 0 and one.all_events[-1] == one.at_risk[-1]
    value = np.where((times <= one.last_seen) | finished, value, np.nan)
    inside = (value > 0) & (value < 1)
    safe = np.where(inside, value, 0.5)
    far = np.exp(float(stats.norm.ppf((1 + level) / 2)) * error / (safe * np.log(safe)))
    lower, upper = (np.where(inside, safe**power, np.nan) for power in (1 / far, far))
    return Incidence(times, value, np.where(np.isnan(value), np.nan, error), lower, upper)
