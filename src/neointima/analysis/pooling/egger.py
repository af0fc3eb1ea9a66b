"""Egger's test: do small trials report other effects than large ones?"""

from typing import NamedTuple

import numpy as np
from scipy import stats

from neointima.analysis.pooling.effects import Effects
from neointima.mistake import Mistake


class Egger(NamedTuple):
    """Intercept of the funnel in standard errors, its own error, t on k − 2 and two-sided P."""

    intercept: float
    error: float
    t: float
    freedom: int
    p_value: float


def egger(effects: Effects) -> Egger:
    """θ/s = intercept + slope/s by least squares, s the error of each trial. Weak under ten trials.

    Source: Egger et al., BMJ 1997;315:629.
    """
    spread = np.sqrt(effects.variance)
    freedom = effects.value.size - 2
    if freedom < 1:
        raise Mistake(f"Egger's test needs three trials or more; {effects.value.size} given")
    design = np.column_stack([np.ones_like(spread), 1 / spread])
    information = design.T @ design
    if np.linalg.matrix_rank(information) < 2:
        raise Mistake("Egger's test needs trials of different precision; these all have the same standard error")
    found = np.linalg.solve(information, design.T @ (effects.value / spread))
    left = effects.value / spread - design @ found
    error = float(np.sqrt(left @ left / freedom * np.linalg.inv(information)[0, 0]))
    t = float(found[0] / error) if error > 0 else np.nan
    return Egger(float(found[0]), error, t, freedom, float(2 * stats.t.sf(abs(t), freedom)))
