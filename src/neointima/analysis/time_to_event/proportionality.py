"""Are hazards proportional: is the effect in Cox's model the same early and late?"""

from typing import NamedTuple

import numpy as np
from scipy import stats

from neointima.analysis.time_to_event.cox import Cox
from neointima.analysis.time_to_event.follow_up import FollowUp
from neointima.analysis.time_to_event.kaplan_meier import kaplan_meier
from neointima.analysis.time_to_event.partial_likelihood import event_terms
from neointima.quantities.kinds import Array


class Proportionality(NamedTuple):
    """χ² and P of each column, on one degree of freedom, and of all columns together; nan where nothing can be told."""

    columns: Array
    column_p: Array
    chi_square: float
    freedom: int
    p_value: float


def proportionality(patients: FollowUp, design: Array, model: Cox) -> Proportionality:
    """Score test that no coefficient changes with g(t) = 1 − Kaplan–Meier(t−), g early 0 and later higher.

    U = Σ g r over Schoenfeld's residuals r, variance Σ g²V − ΣgV (ΣV)⁻¹ ΣgV with V the variance at each event.
    Source: Grambsch and Therneau, Biometrika 1994;81:515; as ``cox.zph`` of R's survival since version 3.
    """
    nothing = np.full(design.shape[1], np.nan)
    unknown = Proportionality(nothing, nothing, np.nan, 0, np.nan)
    terms = event_terms(patients, design - design.mean(axis=0), model.coefficients)
    if not model.at_rest or terms.time.size < 2:
        return unknown
    curve = kaplan_meier(patients.cause_specific())
    before = np.concatenate(([1.0], curve.survival))[np.searchsorted(curve.time, terms.time, side="left")]
    g = 1 - before
    # Taken from its mean, which changes nothing but rounding.
    g = g - np.average(g, weights=terms.variance.trace(axis1=1, axis2=2))
    score = g @ terms.residual
    plain, once, twice = (np.tensordot(g**power, terms.variance, axes=1) for power in (0, 1, 2))
    left = twice - once @ np.linalg.solve(plain, once)
    if np.linalg.matrix_rank(left, hermitian=True) < score.size:
        return unknown
    columns = score**2 / np.diag(left)
    chi_square = float(score @ np.linalg.solve(left, score))
    p_value = float(stats.chi2.sf(chi_square, score.size))
    return Proportionality(columns, stats.chi2.sf(columns, 1), chi_square, score.size, p_value)
