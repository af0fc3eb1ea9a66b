"""Do two arms differ? Difference of means with Welch's t."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from neointima.analysis import Estimate, Summary


@dataclass(frozen=True, slots=True)
class Superiority:
    """First minus second mean, 95 % interval and two-sided P, unequal variances (Welch 1947)."""

    arms: int = 2
    needs_spread: bool = True
    of_events: bool = False
    alpha: float = 0.05

    def estimate(self, *arms: Summary) -> Estimate:
        first, second = arms
        difference, error = first.mean - second.mean, float(np.hypot(first.error(), second.error()))
        if np.isnan(error) or error == 0:
            return Estimate(difference, np.nan, np.nan, np.nan, difference, np.nan)
        of = freedom(first, second)
        reach = stats.t.ppf(0.975, of) * error
        p_value = 2 * stats.t.sf(abs(difference) / error, of)
        return Estimate(difference, difference - reach, difference + reach, float(p_value), difference, error)


def freedom(first: Summary, second: Summary) -> float:
    """Welch's degrees of freedom of a difference of two means."""
    parts = (first.error() ** 4 / (first.n - 1), second.error() ** 4 / (second.n - 1))
    return float(np.hypot(first.error(), second.error()) ** 4 / sum(parts))
