"""The log-rank test: do arms have events at the same rate throughout?"""

from typing import NamedTuple

import numpy as np

from neointima.analysis.time_to_event.follow_up import EVENT, FollowUp
from neointima.analysis.time_to_event.score_test import score_test
from neointima.quantities.kinds import Array, Numbers


class LogRank(NamedTuple):
    """χ² with its degrees of freedom and P; events seen and expected in each arm if all had the same hazard.

    ``z`` is the signed root for two arms: above zero where the first has more events than expected; else nan.
    """

    chi_square: float
    freedom: int
    p_value: float
    observed: Array
    expected: Array
    z: float


def log_rank(patients: FollowUp, strata: Numbers | None = None) -> LogRank:
    """χ² = (O − E)ᵀ V⁻ (O − E), sums over event times and, where given, over ``strata``; V hypergeometric.

    Competing events end observation, so arms are compared by cause-specific hazard. Without events there is nothing
    to compare: χ² and P are nan. Source: Mantel, Cancer Chemother Rep 1966;50:163; Peto and Peto 1972.
    """
    arms = len(patients.names)
    observed, expected, covariance = np.zeros(arms), np.zeros(arms), np.zeros((arms, arms))
    groups = np.zeros_like(patients.arm) if strata is None else strata
    for stratum in (groups == one for one in np.unique(groups)):
        events, at_risk = tables(patients.only(stratum))
        deaths, there = events.sum(axis=1), at_risk.sum(axis=1)
        share = at_risk / there[:, None]
        observed += events.sum(axis=0)
        expected += deaths @ share
        spread = deaths * (there - deaths) / np.maximum(there - 1, 1)
        covariance += np.diag(spread @ share) - share.T @ (spread[:, None] * share)
    # Arms never at risk together with an event tell nothing: they lower the degrees of freedom.
    found = score_test(observed - expected, covariance)
    return LogRank(found.chi_square, found.freedom, found.p_value, observed, expected, found.z)


def tables(patients: FollowUp) -> tuple[Array, Array]:
    """Events, and patients at risk just before, at each time with events: shape (times, arms)."""
    times = np.unique(patients.time[patients.cause == EVENT])
    arms = range(len(patients.names))
    events, at_risk = np.zeros((times.size, len(arms))), np.zeros((times.size, len(arms)))
    for arm in arms:
        own = patients.only(patients.arm == arm)
        at_risk[:, arm] = own.time.size - np.searchsorted(np.sort(own.time), times, side="left")
        events[:, arm] = np.bincount(np.searchsorted(times, own.time[own.cause == EVENT]), minlength=times.size)
    return events, at_risk
