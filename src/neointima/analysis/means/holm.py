"""P values of several comparisons, held to one error for all."""

import numpy as np
from numpy.typing import ArrayLike

from neointima.quantities.kinds import Array


def holm(p_values: ArrayLike) -> Array:
    """Each P times the number of those not smaller, never below one that was smaller.

    Source: Holm, Scand J Stat 1979;6:65.
    Intervals that go with it keep Bonferroni's level, and so may hold zero where Holm's P is just below α.
    """
    raw = np.asarray(p_values, float)
    order = np.argsort(raw)
    stepped = np.maximum.accumulate(raw[order] * np.arange(raw.size, 0, -1))
    answer = np.empty(raw.size)
    answer[order] = np.minimum(stepped, 1.0)
    return answer
