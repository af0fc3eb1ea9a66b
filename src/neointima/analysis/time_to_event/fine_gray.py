"""The ratio of subdistribution hazards: how an arm changes the probability of an event with which others compete."""

from typing import NamedTuple

import numpy as np
from scipy import stats

from neointima.analysis.time_to_event.follow_up import CENSORED, EVENT, FollowUp
from neointima.analysis.time_to_event.hazard_ratio import HazardRatio
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Marks

METHOD, NONE = "Fine-Gray, robust error", "none: an arm has no such event"
MOST_STEPS, CLOSE = 60, 1e-12


class _Risk(NamedTuple):
    """At each time of an event, shape (times,) and (arms, times): events in all and in each arm, patients of each arm
    in the risk set, those that had a competing event counted by their weight, and the chance not yet to be censored.
    """

    time: Array
    together: Array
    events: Array
    weight: Array
    uncensored: Array


def fine_gray(patients: FollowUp, first: str, second: str, *, cause: int = EVENT, level: float = 0.95) -> HazardRatio:
    """First over second: Σ (dN₁ − p dN) = 0, p = w₁θ/(w₁θ + w₂); Wald interval with the robust error.

    After a competing event a patient stays at risk with the weight G(t−)/G(T−), G the Kaplan–Meier curve of censoring
    in both arms together. Ties as Breslow. Infinite or zero, without limits, where an arm has no such event.
    Source: Fine and Gray, J Am Stat Assoc 1999;94:496; as ``crr`` of R's cmprsk.
    """
    pair = patients.of_pair(first, second)
    if not np.any(pair.cause == cause):
        raise Mistake("no such event in any arm, so no hazards to compare; report how many were followed how long")
    risk = _risk(pair, cause)
    totals = risk.events.sum(axis=1)
    if not totals.all():
        end = 0.0 if totals[0] == 0 else np.inf
        return HazardRatio(end, np.nan, np.nan, np.nan, np.log(end) if end else -np.inf, np.nan, NONE)
    position, share = 0.0, _share(risk, 0.0)
    for _ in range(MOST_STEPS):
        step = float((risk.events[0] - share * risk.together).sum() / (share * (1 - share) * risk.together).sum())
        position += float(np.clip(step, -2.0, 2.0))
        share = _share(risk, position)
        if abs(step) < CLOSE:
            break
    error = _error(pair, risk, position=position, cause=cause)
    reach = float(stats.norm.ppf((1 + level) / 2)) * error
    low, middle, high = np.exp((position - reach, position, position + reach))
    p_value = float(2 * stats.norm.sf(abs(position) / error))
    return HazardRatio(float(middle), float(low), float(high), p_value, position, error, METHOD)


def _share(risk: _Risk, position: float) -> Array:
    """Of the first arm in the weighted hazard."""
    first = risk.weight[0] * np.exp(position)
    return np.asarray(first / (first + risk.weight[1]))


def _risk(pair: FollowUp, cause: int) -> _Risk:
    time = np.unique(pair.time[pair.cause == cause])
    uncensored, own = _uncensored(pair, time), _uncensored(pair, pair.time)
    events, weight = np.zeros((2, time.size)), np.zeros((2, time.size))
    for arm in (0, 1):
        mine = pair.arm == arm
        events[arm] = np.bincount(np.searchsorted(time, pair.time[mine & (pair.cause == cause)]), minlength=time.size)
        weight[arm] = np.sum(mine) - np.searchsorted(np.sort(pair.time[mine]), time, side="left")
        other = mine & (pair.cause != cause) & (pair.cause != CENSORED)
        weight[arm] += uncensored * _summed_before(pair.time[other], 1 / own[other], time)
    return _Risk(time, events.sum(axis=0), events, weight, uncensored)


def _uncensored(pair: FollowUp, times: Array) -> Array:
    """G(t−), the chance not to be censored before each time; who has an event at a time was watched until then."""
    left = np.unique(pair.time[pair.cause == CENSORED])
    ordered = np.sort(pair.time)
    there = pair.time.size - np.searchsorted(ordered, left, side="left")
    gone = np.bincount(np.searchsorted(left, pair.time[pair.cause == CENSORED]), minlength=left.size)
    curve = np.concatenate(([1.0], np.cumprod(1 - gone / there)))
    return np.asarray(curve[np.searchsorted(left, times, side="left")])


def _summed_before(places: Array, values: Array, times: Array) -> Array:
    """Σ of the values whose place lies before each time."""
    order = np.argsort(places)
    sums = np.concatenate(([0.0], np.cumsum(values[order])))
    return np.asarray(sums[np.searchsorted(places[order], times, side="left")])


def _summed_from(risk: _Risk, values: Array, times: Array, *, side: str) -> Array:
    """Σ of ``values`` at event times from each time on (``left``: it included)."""
    sums = np.concatenate((np.cumsum(values[::-1])[::-1], [0.0]))
    return np.asarray(sums[np.searchsorted(risk.time, times, side="left" if side == "left" else "right")])


def _error(pair: FollowUp, risk: _Risk, *, position: float, cause: int) -> float:
    """√(Σ (η + ψ)²)/I: η the score of each patient, ψ what estimating the weights adds to it (their equation 7)."""
    share, theta = _share(risk, position), np.array([np.exp(position), 1.0])
    rate = risk.together / (theta @ risk.weight)
    information = float((share * (1 - share) * risk.together).sum())
    other = (pair.cause != cause) & (pair.cause != CENSORED)
    own = _uncensored(pair, pair.time)
    eta, tail = np.zeros(pair.time.size), []
    for arm in (0, 1):
        gap = (1.0 if arm == 0 else 0.0) - share
        plain, weighted = gap * rate * theta[arm], gap * rate * theta[arm] * risk.uncensored
        mine, time = pair.arm == arm, pair.time
        until = np.concatenate(([0.0], np.cumsum(plain)))[np.searchsorted(risk.time, time, side="right")]
        after = _summed_from(risk, weighted, time, side="right") / own
        jump = np.where(pair.cause == cause, gap[np.minimum(np.searchsorted(risk.time, time), risk.time.size - 1)], 0.0)
        eta = np.where(mine, jump - until - np.where(other, after, 0.0), eta)
        tail.append((mine & other, weighted))
    psi = _of_weights(pair, risk, tail)
    return float(np.sqrt(np.sum((eta + psi) ** 2)) / information)


def _of_weights(pair: FollowUp, risk: _Risk, tail: list[tuple[Marks, Array]]) -> Array:
    """ψ_i = ∫ q/π dM^c_i, q(u) = Σ over earlier competing events of ∫_u (x − p) w dΛ, π(u) those watched at u."""
    left = np.unique(pair.time[pair.cause == CENSORED])
    if not left.size:
        return np.zeros(pair.time.size)
    own, q = _uncensored(pair, pair.time), np.zeros(left.size)
    for which, weighted in tail:
        before = _summed_before(pair.time[which], 1 / own[which], left)
        q += before * _summed_from(risk, weighted, left, side="left")
    place = np.searchsorted(left, pair.time)
    gone = np.bincount(place[pair.cause == CENSORED], minlength=left.size)
    there = pair.time.size - np.searchsorted(np.sort(pair.time), left, side="left")
    drift = np.concatenate(([0.0], np.cumsum(q * gone / there**2)))[np.searchsorted(left, pair.time, side="right")]
    jump = np.where(pair.cause == CENSORED, (q / there)[np.minimum(place, left.size - 1)], 0.0)
    return np.asarray(jump - drift)
