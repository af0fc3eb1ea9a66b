"""Does the place of a well on the plate change what it reads?"""

from typing import NamedTuple

import numpy as np
from scipy import stats

from neointima.quantities.kinds import Array


class Effect(NamedTuple):
    """An effect as a share of the signal, with its 95 % interval and P; nan where there are too few wells."""

    size: float
    lower: float
    upper: float
    p: float


NOTHING = Effect(np.nan, np.nan, np.nan, np.nan)


def edge(relative: Array, rows: Array, columns: Array, *, shape: tuple[int, int]) -> Effect:
    """Outer wells against inner ones, Welch's interval for the difference.

    ``relative`` is each well over what it was expected to read, 1 where all is well.
    """
    outer = (rows == 1) | (columns == 1) | (rows == shape[0]) | (columns == shape[1])
    if outer.sum() < 3 or (~outer).sum() < 3 or np.ptp(relative) == 0:
        return NOTHING
    test = stats.ttest_ind(relative[outer], relative[~outer], equal_var=False)
    interval = test.confidence_interval()
    size = float(relative[outer].mean() - relative[~outer].mean())
    return Effect(size, float(interval.low), float(interval.high), float(test.pvalue))


def drift(relative: Array, places: Array) -> Effect:
    """Change across the plate, first to last place, from a straight line through ``relative``."""
    if np.unique(places).size < 4 or np.ptp(relative) == 0:
        return NOTHING
    line = stats.linregress(places, relative)
    span = float(np.ptp(places))
    reach = float(stats.t.ppf(0.975, places.size - 2)) * float(line.stderr) * span
    size = float(line.slope) * span
    return Effect(size, size - reach, size + reach, float(line.pvalue))
