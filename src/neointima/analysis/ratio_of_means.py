"""How large is one arm's mean relative to the other's?"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from neointima.analysis import Estimate, Summary


@dataclass(frozen=True, slots=True)
class RatioOfMeans:
    """First over second mean; interval and P from the log ratio, its error by the delta method."""

    arms: int = 2
    needs_spread: bool = True
    of_events: bool = False
    alpha: float = 0.05

    def estimate(self, *arms: Summary) -> Estimate:
        first, second = arms
        if min(first.mean, second.mean) <= 0:
            return Estimate(first.mean / second.mean if second.mean else np.nan, *(np.nan,) * 5)
        position = float(np.log(first.mean / second.mean))
        error = float(np.hypot(first.error() / first.mean, second.error() / second.mean))
        lower, upper = np.exp(position - 1.96 * error), np.exp(position + 1.96 * error)
        p_value = 2 * stats.norm.sf(abs(position) / error) if error > 0 else np.nan
        return Estimate(float(np.exp(position)), float(lower), float(upper), float(p_value), position, error)
