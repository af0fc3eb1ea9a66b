"""Edge and drift: the same numbers as SciPy's own tests, which are heavier to load."""

import numpy as np
import pytest
from scipy import stats

from neointima.analysis.plate_quality.position import drift, edge

ROWS, COLUMNS = (part.ravel() for part in np.mgrid[1:9, 1:13])
RELATIVE = 1 + np.random.default_rng(0).normal(0, 0.05, 96)


def test_the_edge_effect_is_that_of_welch():
    outer = (ROWS == 1) | (ROWS == 8) | (COLUMNS == 1) | (COLUMNS == 12)
    found = edge(RELATIVE, ROWS, COLUMNS, shape=(8, 12))
    theirs = stats.ttest_ind(RELATIVE[outer], RELATIVE[~outer], equal_var=False)
    interval = theirs.confidence_interval()
    assert found == pytest.approx(
        (RELATIVE[outer].mean() - RELATIVE[~outer].mean(), interval.low, interval.high, theirs.pvalue), rel=1e-9
    )


def test_the_drift_is_that_of_a_straight_line():
    found = drift(RELATIVE, COLUMNS)
    theirs = stats.linregress(COLUMNS, RELATIVE)
    reach = stats.t.ppf(0.975, 94) * theirs.stderr * 11
    size = theirs.slope * 11
    assert found == pytest.approx((size, size - reach, size + reach, theirs.pvalue), rel=1e-9)
