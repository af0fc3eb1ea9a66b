"""Gray's test: do arms have the event with the same probability, where other events can come first?"""

from typing import NamedTuple

import numpy as np

from neointima.analysis.time_to_event.follow_up import CENSORED, EVENT, FollowUp
from neointima.analysis.time_to_event.score_test import ScoreTest, score_test
from neointima.quantities.kinds import Array


class Risk(NamedTuple):
    """Shape (arms, times with an event of any kind): events of this cause and of others, at risk, survival of any
    event just before, and incidence just before.
    """

    events: Array
    others: Array
    at_risk: Array
    survival: Array
    incidence: Array


def gray(patients: FollowUp, cause: int = EVENT) -> ScoreTest:
    """Log-rank scores z_k = Σ (dN_k − dN R_k/ΣR) with the risk set of the subdistribution R = Y (1 − F̂)/Ŝ.

    Variance from the martingales of F̂ when all arms share one F; without competing events the log-rank test with
    binomial variance. Source: Gray, Ann Stat 1988;16:1141.
    """
    risk = _risks(patients, cause)
    sets = np.where(
        risk.survival > 0, risk.at_risk * (1 - risk.incidence) / np.where(risk.survival > 0, risk.survival, 1), 0
    )
    total = sets.sum(axis=0)
    share = sets / np.where(total > 0, total, 1.0)
    together = risk.events.sum(axis=0)
    scores = (risk.events - share * together).sum(axis=1)
    return score_test(scores, _covariance(risk, sets, share))


def _risks(patients: FollowUp, cause: int) -> Risk:
    times = np.unique(patients.time[patients.cause != CENSORED])
    rows = []
    for arm in range(len(patients.names)):
        own = patients.only(patients.arm == arm)
        place = np.searchsorted(times, own.time)
        events, others = (
            np.bincount(place[which], minlength=times.size).astype(float)
            for which in (own.cause == cause, (own.cause != CENSORED) & (own.cause != cause))
        )
        at_risk = own.time.size - np.searchsorted(np.sort(own.time), times, side="left").astype(float)
        there = np.where(at_risk > 0, at_risk, 1.0)
        survival = np.concatenate(([1.0], np.cumprod(1 - (events + others) / there)))[:-1]
        incidence = np.concatenate(([0.0], np.cumsum(survival * events / there)))[:-1]
        rows.append(Risk(events, others, at_risk, survival, incidence))
    return Risk(*(np.array(part) for part in zip(*rows, strict=True)))


def _covariance(risk: Risk, sets: Array, share: Array) -> Array:
    """Σ over arms j of c¹ c¹ᵀ dN¹ + c² c²ᵀ dN², with dN¹ what the common F expects.

    c¹ = w + (S − (1 − F)) G/Y and c² = −(1 − F) G/Y, where w_kj = δ_kj − R_k/ΣR and G(u) the sum after u of
    w R dF/(1 − F)², by which what is known of F at u bears on every later score.
    """
    arms = len(sets)
    together = risk.events.sum(axis=0)
    people = np.where(risk.survival > 0, risk.at_risk / np.where(risk.survival > 0, risk.survival, 1), 0).sum(axis=0)
    rise = together / np.where(people > 0, people, 1.0)
    before = 1 - np.concatenate(([0.0], np.cumsum(rise)))[:-1]
    left = np.maximum(before - rise, 0.0)
    slope = np.where(before > 0, rise / np.where(before > 0, before, 1.0) ** 2, 0.0)
    covariance = np.zeros((arms, arms))
    for arm in range(arms):
        weight = (np.arange(arms) == arm)[:, None] - share
        later = weight * sets[arm] * slope
        bearing = later[:, ::-1].cumsum(axis=1)[:, ::-1] - later
        each = np.where(risk.at_risk[arm] > 0, 1 / np.where(risk.at_risk[arm] > 0, risk.at_risk[arm], 1), 0)
        after = risk.survival[arm] * (1 - (risk.events[arm] + risk.others[arm]) * each)
        own = weight + (after - left) * bearing * each
        other = -left * bearing * each
        covariance += (own * (share[arm] * together)) @ own.T + (other * risk.others[arm]) @ other.T
    return covariance
