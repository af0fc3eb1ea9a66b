"""What is the rate of one arm?"""

from dataclasses import dataclass

import numpy as np

from neointima.analysis import Estimate, Summary
from neointima.analysis.rate_difference import counted
from neointima.analysis.two_proportions.one_arm import wilson


@dataclass(frozen=True, slots=True)
class ArmRate:
    """Rate of one arm in percent with Wilson's interval; there is nothing to test, so no P."""

    arms: int = 1
    needs_spread: bool = False
    of_events: bool = True
    alpha: float = 0.0

    def estimate(self, *arms: Summary) -> Estimate:
        (arm,) = arms
        counts = counted(arm, "the arm")
        found = wilson(counts)
        error = 100 * float(np.sqrt(counts.rate * (1 - counts.rate) / counts.n))
        return Estimate(arm.mean, 100 * found.lower, 100 * found.upper, np.nan, arm.mean, error)
