"""Restricted mean: time without the event, on average, up to a horizon."""

from typing import NamedTuple

import numpy as np
from scipy import stats

from neointima.analysis.time_to_event.follow_up import FollowUp
from neointima.analysis.time_to_event.kaplan_meier import kaplan_meier
from neointima.mistake import Mistake


class RestrictedMean(NamedTuple):
    """Mean time without the event within the horizon, its error and interval, in the unit of time."""

    value: float
    error: float
    lower: float
    upper: float


class RestrictedDifference(NamedTuple):
    """First minus second restricted mean, error, interval and two-sided P; positive where the first arm does better."""

    value: float
    error: float
    lower: float
    upper: float
    p_value: float


def restricted_mean(arm: FollowUp, horizon: float, *, level: float = 0.95) -> RestrictedMean:
    """∫₀^τ Ŝ dt, variance Σ (∫_{tᵢ}^τ Ŝ dt)² dᵢ/(nᵢ(nᵢ − dᵢ)).

    Source: Irwin, J Hyg 1949;47:188; Uno et al., J Clin Oncol 2014;32:2380.
    """
    steps = kaplan_meier(arm)
    last = float(steps.time[-1])
    if horizon <= 0 or (horizon > last and steps.survival[-1] > 0):
        raise Mistake(
            f"a restricted mean to {horizon:g} needs patients watched that long; "
            f"in '{arm.names[0]}' the last is at {last:g}"
        )
    inside = steps.time <= horizon
    edges = np.concatenate(([0.0], steps.time[inside], [horizon]))
    areas = np.diff(edges) * np.concatenate(([1.0], steps.survival[inside]))
    after = areas[::-1].cumsum()[::-1][1:]
    n, d = steps.at_risk[inside].astype(float), steps.events[inside]
    # Where all at risk have the event nothing is left to the right of it, and it adds nothing.
    parts = np.where(n > d, after**2 * d / np.where(n > d, n * (n - d), 1.0), 0.0)
    value, error = float(areas.sum()), float(np.sqrt(parts.sum()))
    reach = float(stats.norm.ppf((1 + level) / 2)) * error
    return RestrictedMean(value, error, value - reach, value + reach)


def restricted_difference(
    patients: FollowUp, first: str, second: str, *, horizon: float, level: float = 0.95
) -> RestrictedDifference:
    """Of two arms; needs no proportional hazards. P is nan where neither arm has events."""
    one, other = (restricted_mean(patients.of_arm(name), horizon) for name in (first, second))
    value, error = one.value - other.value, float(np.hypot(one.error, other.error))
    reach = float(stats.norm.ppf((1 + level) / 2)) * error
    p_value = float(2 * stats.norm.sf(abs(value) / error)) if error > 0 else np.nan
    return RestrictedDifference(value, error, value - reach, value + reach, p_value)
