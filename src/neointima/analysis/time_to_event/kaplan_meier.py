"""Kaplan–Meier: the share still without the event, with what is known of it."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import stats

from neointima.analysis.time_to_event.follow_up import EVENT, FollowUp
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Numbers

CLOSE = 1e-12
"""Two shares this near are one: products of fractions meet a half only to rounding."""


class Survival(NamedTuple):
    """Share without the event at each of ``time``, Greenwood's error, and an interval; nan where not known."""

    time: Array
    value: Array
    error: Array
    lower: Array
    upper: Array


class Median(NamedTuple):
    """Time by which half have had the event, and its interval; infinite where not reached."""

    value: float
    lower: float
    upper: float


class Steps(NamedTuple):
    """One arm at each time at which something happened: at risk just before, events and censored then.

    ``survival`` just after; ``variance`` is Greenwood's sum Σ d/(n(n − d)), infinite where all at risk have the event.
    """

    time: Array
    at_risk: Numbers
    events: Numbers
    censored: Numbers
    survival: Array
    variance: Array


Limits = Callable[[Array, Array, float], tuple[Array, Array]]


def kaplan_meier(arm: FollowUp) -> Steps:
    """Ŝ(t) = ∏ (1 − dᵢ/nᵢ) over tᵢ ≤ t of all patients given. Events come before censorings of the same time.

    Source: Kaplan and Meier, J Am Stat Assoc 1958;53:457; variance of Greenwood 1926.
    """
    if np.any(arm.cause > EVENT):
        raise Mistake(
            "Kaplan–Meier takes patients with a competing event as if they could still have this one; "
            "use the cumulative incidence, or any_cause() for the composite"
        )
    time, place = np.unique(arm.time, return_inverse=True)
    events = np.bincount(place, arm.cause == EVENT, time.size).astype(np.int64)
    leaving = np.bincount(place, minlength=time.size)
    at_risk = arm.time.size - np.concatenate(([0], np.cumsum(leaving)[:-1]))
    with np.errstate(divide="ignore"):
        variance = np.cumsum(np.where(events > 0, events / (at_risk * (at_risk - events).astype(float)), 0.0))
    survival = np.cumprod(1 - events / at_risk)
    return Steps(time, at_risk, events, leaving - events, survival, variance)


def log_log(survival: Array, variance: Array, reach: float) -> tuple[Array, Array]:
    """S^exp(±z √v / ln S): stays within 0 and 1. Undefined while nobody, and once everybody, has had the event."""
    inside = (survival > 0) & (survival < 1)
    log = np.log(np.where(inside, survival, 0.5))
    far = np.exp(reach * np.sqrt(np.where(inside, variance, 0.0)) / -log)
    return tuple(np.where(inside, np.exp(log * power), np.nan) for power in (far, 1 / far))  # type: ignore[return-value]


def plain(survival: Array, variance: Array, reach: float) -> tuple[Array, Array]:
    """S ± z S √v, cut at 0 and 1: too short in small arms and early or late, but what older papers print."""
    far = reach * survival * np.sqrt(np.where(survival > 0, variance, np.nan))
    return np.clip(survival - far, 0, 1), np.clip(survival + far, 0, 1)


def at(steps: Steps, times: Array, *, limits: Limits = log_log, level: float = 0.95) -> Survival:
    """The curve at given times; nan after the last patient was censored, for nobody was there to see."""
    place = np.searchsorted(steps.time, times, side="right")
    survival = np.concatenate(([1.0], steps.survival))[place]
    variance = np.concatenate(([0.0], steps.variance))[place]
    seen = (times <= steps.time[-1]) | (steps.survival[-1] == 0)
    survival = np.where(seen, survival, np.nan)
    with np.errstate(invalid="ignore"):
        error = survival * np.sqrt(variance)
        lower, upper = limits(survival, variance, float(stats.norm.ppf((1 + level) / 2)))
    return Survival(times, survival, error, lower, upper)


def median(steps: Steps, *, limits: Limits = log_log, level: float = 0.95) -> Median:
    """First time with S ≤ ½ (midway where S is ½ for a while); limits where the limits of S cross ½.

    Source: Brookmeyer and Crowley, Biometrics 1982;38:29.
    """
    band = at(steps, steps.time, limits=limits, level=level)
    return Median(*(_crossing(steps.time, curve) for curve in (band.value, band.lower, band.upper)))


def _crossing(time: Array, curve: Array) -> float:
    """Where a falling curve reaches a half; where it is undefined it does not."""
    below = np.flatnonzero(curve <= 0.5 + CLOSE)
    if not below.size:
        return np.inf
    under = np.flatnonzero(curve < 0.5 - CLOSE)
    rests = curve[below[0]] > 0.5 - CLOSE and under.size
    return float((time[below[0]] + time[under[0]]) / 2 if rests else time[below[0]])


def at_risk(arm: FollowUp, times: Array) -> Numbers:
    """How many are still watched and without an event just before each of ``times``."""
    return arm.time.size - np.searchsorted(np.sort(arm.time), times, side="left")
