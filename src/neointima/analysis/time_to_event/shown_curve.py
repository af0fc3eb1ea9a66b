"""What a figure of time to event shows of one arm: the steps, their band, and the numbers at risk."""

from typing import NamedTuple

import numpy as np

from neointima.analysis.time_to_event import cumulative_incidence, kaplan_meier
from neointima.analysis.time_to_event.follow_up import CENSORED, EVENT, FollowUp
from neointima.quantities.kinds import Array, Numbers

MOST_TICKS, CALENDAR = 6, (30.0, 90.0, 180.0, 365.0)


class ShownCurve(NamedTuple):
    """Share of patients with the event, from time zero on; ``lower`` and ``upper`` nan where not known.

    ``censored`` are times at which patients left without an event, ``at_risk`` how many were watched at the ticks.
    """

    time: Array
    value: Array
    lower: Array
    upper: Array
    censored: Array
    at_risk: Numbers


def shown_events(arm: FollowUp, ticks: Array) -> ShownCurve:
    """Share with the event so far: 1 − Kaplan–Meier, or the cumulative incidence where other events compete."""
    time = np.unique(np.concatenate(([0.0], arm.time)))
    left, at_risk = np.unique(arm.time[arm.cause == CENSORED]), kaplan_meier.at_risk(arm, ticks)
    if np.any(arm.cause > EVENT):
        found = cumulative_incidence.at(cumulative_incidence.course(arm), time)
        return ShownCurve(time, found.value, found.lower, found.upper, left, at_risk)
    curve = kaplan_meier.at(kaplan_meier.kaplan_meier(arm), time)
    return ShownCurve(time, 1 - curve.value, 1 - curve.upper, 1 - curve.lower, left, at_risk)


def shown_survival(arm: FollowUp, ticks: Array) -> ShownCurve:
    """Share still without the event, by Kaplan–Meier."""
    found = shown_events(arm, ticks)
    return found._replace(value=1 - found.value, lower=1 - found.upper, upper=1 - found.lower)


def ticks_until(last: float) -> Array:
    """Zero, round times, and the last time; none crowds the last."""
    if last <= 0:
        return np.array([0.0, 1.0])
    power = 10.0 ** np.floor(np.log10(last / MOST_TICKS))
    steps = sorted({*(power * np.array([1, 2, 5, 10])), *CALENDAR})
    step = next(step for step in steps if last / step <= MOST_TICKS)
    return np.append(np.arange(0.0, last - 0.4 * step, step), last)
