"""What is the mean of one arm?"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from neointima.analysis import Estimate, Summary


@dataclass(frozen=True, slots=True)
class ArmMean:
    """Mean of one arm with its 95 % t interval; there is nothing to test, so no P."""

    arms: int = 1
    needs_spread: bool = False
    of_events: bool = False
    alpha: float = 0.0

    def estimate(self, *arms: Summary) -> Estimate:
        (arm,) = arms
        error = arm.error()
        reach = stats.t.ppf(0.975, arm.n - 1) * error if arm.n > 1 else np.nan
        return Estimate(arm.mean, float(arm.mean - reach), float(arm.mean + reach), np.nan, arm.mean, error)
