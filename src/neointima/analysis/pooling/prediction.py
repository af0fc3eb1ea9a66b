"""Where the true effect of a next trial would lie."""

from typing import NamedTuple

import numpy as np
from scipy import stats

from neointima.analysis.pooling.pooled import Pooled


class Prediction(NamedTuple):
    """Interval for the true effect in a new trial like those pooled."""

    lower: float
    upper: float


def prediction(pooled: Pooled, *, level: float = 0.95) -> Prediction:
    """θ̂ ± q √(τ² + error²), with the quantile of the pooled interval: normal, or t on k − 1 of Knapp–Hartung.

    Source: Riley, Higgins and Deeks, BMJ 2011;342:d549; quantiles as in metafor.
    """
    return _around(pooled, pooled.freedom, level)


def cautious_prediction(pooled: Pooled, *, level: float = 0.95) -> Prediction:
    """As ``prediction`` with the t quantile on k − 2, for τ² is itself an estimate; nan under three trials.

    Of ten trials it holds the next true effect 94 times in 100 where I² is 90 %, but 86 times where it is 50 %, for τ²
    is then often found to be zero. Source: Higgins, Thompson and Spiegelhalter, J R Stat Soc A 2009;172:137; its
    coverage, Partlett and Riley, Stat Med 2017;36:301.
    """
    return _around(pooled, pooled.weights.size - 2.0, level)


def _around(pooled: Pooled, freedom: float, level: float) -> Prediction:
    if freedom <= 0:
        return Prediction(np.nan, np.nan)
    reach = float(stats.t.ppf((1 + level) / 2, freedom)) * float(np.hypot(pooled.tau_squared**0.5, pooled.error))
    return Prediction(pooled.value - reach, pooled.value + reach)
