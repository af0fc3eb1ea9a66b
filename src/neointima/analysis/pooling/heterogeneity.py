"""How far trials disagree beyond chance."""

from typing import NamedTuple

import numpy as np
from scipy import stats

from neointima.analysis.pooling.between_trials import level_of, scatter
from neointima.analysis.pooling.effects import Effects


class Heterogeneity(NamedTuple):
    """Cochran's Q, its degrees of freedom and P; the share I² of all variance that is between trials; τ² with its
    Q-profile interval. Nan for a single trial.
    """

    q: float
    freedom: int
    p_value: float
    i_squared: float
    tau_squared: float
    tau_squared_lower: float
    tau_squared_upper: float


def heterogeneity(effects: Effects, tau_squared: float, *, level: float = 0.95) -> Heterogeneity:
    """Q at τ² = 0; I² = τ²/(τ² + s²) with s² the typical variance within trials, (k − 1)Σw/((Σw)² − Σw²).

    With the τ² of DerSimonian and Laird this I² is (Q − (k − 1))/Q. The interval of τ² is where Q(τ²) lies between
    the quantiles of χ² on k − 1. Source: Higgins and Thompson, Stat Med 2002;21:1539; Viechtbauer, Stat Med 2007;26:37.
    """
    freedom = effects.value.size - 1
    if freedom == 0:
        return Heterogeneity(np.nan, 0, np.nan, np.nan, np.nan, np.nan, np.nan)
    weights, q = 1 / effects.variance, scatter(effects, 0.0)
    typical = freedom * weights.sum() / (weights.sum() ** 2 - (weights**2).sum())
    low, high = (level_of(effects, float(stats.chi2.ppf((1 + side * level) / 2, freedom))) for side in (1, -1))
    p_value = float(stats.chi2.sf(q, freedom))
    return Heterogeneity(q, freedom, p_value, float(tau_squared / (tau_squared + typical)), tau_squared, low, high)
