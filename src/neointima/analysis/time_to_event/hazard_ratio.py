"""The hazard ratio of two arms, with an answer where one arm has no events."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from neointima.analysis.time_to_event.cox import Cox, fit_cox
from neointima.analysis.time_to_event.follow_up import FollowUp
from neointima.analysis.time_to_event.partial_likelihood import partial_likelihood
from neointima.quantities.kinds import Array, Numbers

FARTHEST = 30.0
"""Log hazard ratio beyond which no limit is looked for."""
WALD, EXACT = "Wald", "exact, given who was at risk: an arm has no events"
UNKNOWN = "none: at no event were patients of both arms still watched"


class HazardRatio(NamedTuple):
    """Hazard of the first arm over that of the second, its interval and two-sided P.

    ``position`` and ``error`` are on the log scale; ``method`` says where interval and P come from.
    """

    value: float
    lower: float
    upper: float
    p_value: float
    position: float
    error: float
    method: str


def hazard_ratio(
    patients: FollowUp, first: str, second: str, *, strata: Numbers | None = None, level: float = 0.95
) -> HazardRatio:
    """Of Cox's model with the arm alone; ``strata`` (one number a patient) have baselines of their own.

    Where an arm has no events the ratio is 0 or infinite and Wald's error has no meaning (Heinze and Schemper,
    Biometrics 2001;57:114). The partial likelihood is then the chance that all events fall in the other arm, so the
    limit is where it is half of what ``level`` leaves, and P is twice it at a ratio of 1: exact but for ties, where
    the likelihood ratio's χ² would be too sure. Where no event finds both arms at risk nothing is known.
    """
    which = np.isin(patients.arm, (patients.place(first), patients.place(second)))
    pair = patients.of_pair(first, second)
    groups = None if strata is None else strata[which]
    model = fit_cox(pair, arm_column(pair), groups)
    if not model.is_informed:
        return HazardRatio(np.nan, np.nan, np.nan, np.nan, np.nan, np.nan, UNKNOWN)
    if not model.at_rest:
        return _one_sided(pair, groups, model=model, level=level)
    position, error = float(model.coefficients[0]), float(np.sqrt(model.covariance[0, 0]))
    reach = float(stats.norm.ppf((1 + level) / 2)) * error
    low, middle, high = np.exp((position - reach, position, position + reach))
    p_value = float(2 * stats.norm.sf(abs(position) / error))
    return HazardRatio(float(middle), float(low), float(high), p_value, position, error, WALD)


def arm_column(pair: FollowUp) -> Array:
    """The design of Cox's model with the arm alone: 1 for the first arm."""
    return np.where(pair.arm == 0, 1.0, 0.0)[:, None]


def log_chance(pair: FollowUp, strata: Numbers | None, side: float) -> Callable[[float], float]:
    """Log of the chance, at a log ratio, that all events fall in one arm: the second for ``side`` −1, the first for +1.

    The partial likelihood less what patients of one arm tell of each other, which is what is left of it far out.
    """
    design, groups = arm_column(pair), np.zeros_like(pair.arm) if strata is None else strata

    def plain(log_ratio: float) -> float:
        return partial_likelihood(pair, design, np.array([log_ratio]), strata=groups).value

    certain = plain(side * FARTHEST)
    return lambda log_ratio: min(plain(log_ratio) - certain, 0.0)


def _one_sided(pair: FollowUp, strata: Numbers | None, *, model: Cox, level: float) -> HazardRatio:
    """No hazard in one arm: the ratio is at the end of its range, and only one limit is finite."""
    side = float(np.sign(model.coefficients[0]))
    chance, allowed = log_chance(pair, strata, side), float(np.log((1 - level) / 2))
    p_value = min(1.0, 2 * float(np.exp(chance(0.0))))
    limit = float(np.exp(brentq(lambda at: chance(at) - allowed, -side * FARTHEST, side * FARTHEST)))
    ends = (0.0, 0.0, limit) if side < 0 else (np.inf, limit, np.inf)
    return HazardRatio(*ends, p_value, side * np.inf, np.nan, EXACT)
