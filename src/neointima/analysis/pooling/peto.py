"""Peto's odds ratio, for rare events and arms of like size."""

import numpy as np

from neointima.analysis.pooling.counts import TwoByTwo
from neointima.analysis.pooling.pooled import Pooled, interval


def peto(tables: TwoByTwo, *, level: float = 0.95) -> Pooled:
    """Log OR = Σ (a − E)/ΣV, E and V hypergeometric; error 1/√ΣV. Trials without events add nothing; nan if none has.

    Biased where arms differ in size or effects are large. Source: Yusuf et al., Prog Cardiovasc Dis 1985;27:335.
    """
    a, b, c, d = tables.cells()
    n, m, total = tables.n_first, tables.n_second, tables.n_first + tables.n_second
    events = a + c
    spread = n * m * events * (b + d) / (total**2 * (total - 1))
    known = float(spread.sum())
    value = float((a - n * events / total).sum()) / known if known else np.nan
    weights = spread if known else np.full_like(spread, np.nan)
    found = interval((value, known**-0.5 if known else np.nan), weights, level=level)
    return found._replace(method="Peto odds ratio")
