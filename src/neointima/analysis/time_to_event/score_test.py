"""χ² of scores that add up to zero."""

from typing import NamedTuple

import numpy as np
from scipy import stats

from neointima.quantities.kinds import Array

ROUNDING = 1e-9
"""Variance, in events, below which there is none."""


class ScoreTest(NamedTuple):
    """χ² with its degrees of freedom and P, nan where nothing varies; ``z`` its signed root for two arms, above zero
    where the first has more events than expected, else nan.
    """

    chi_square: float
    freedom: int
    p_value: float
    z: float


def score_test(excess: Array, covariance: Array) -> ScoreTest:
    """Uᵀ V⁻ U, along the directions in which V is not zero: as many as the degrees of freedom."""
    sizes, directions = np.linalg.eigh(covariance)
    varies = sizes > ROUNDING
    freedom = int(varies.sum())
    if freedom == 0:
        return ScoreTest(np.nan, 0, np.nan, np.nan)
    chi_square = float(((directions[:, varies].T @ excess) ** 2 / sizes[varies]).sum())
    z = float(np.sign(excess[0]) * np.sqrt(chi_square)) if excess.size == 2 else np.nan
    return ScoreTest(chi_square, freedom, float(stats.chi2.sf(chi_square, freedom)), z)
