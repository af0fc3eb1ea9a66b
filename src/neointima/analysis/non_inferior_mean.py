"""Is a mean not worse than another by more than a margin?"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from neointima.analysis import Estimate, Summary
from neointima.analysis.superiority import Superiority, freedom


@dataclass(frozen=True, slots=True, kw_only=True)
class NonInferiorMean:
    """First minus second mean with Welch's interval at 1 − 2α, and the one-sided P against the ``margin``.

    ``margin`` in the unit of the endpoint, ``higher_is`` worse for late loss. Null: the first is worse by the margin
    or more.
    """

    margin: float
    higher_is: Literal["worse", "better"]
    alpha: float = 0.025
    arms: int = 2
    needs_spread: bool = True
    of_events: bool = False

    def estimate(self, *arms: Summary) -> Estimate:
        found, sign = Superiority().estimate(*arms), 1 if self.higher_is == "worse" else -1
        if np.isnan(found.error):
            return found
        of = freedom(*arms)
        reach = stats.t.isf(self.alpha, of) * found.error
        p_value = stats.t.cdf((sign * found.value - self.margin) / found.error, of)
        return found._replace(lower=found.value - reach, upper=found.value + reach, p_value=float(p_value))
