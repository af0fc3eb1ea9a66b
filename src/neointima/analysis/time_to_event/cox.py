"""Cox's proportional hazards, solved by Newton's method."""

from typing import NamedTuple

import numpy as np
from scipy import stats

from neointima.analysis.time_to_event.follow_up import EVENT, FollowUp
from neointima.analysis.time_to_event.partial_likelihood import Likelihood, partial_likelihood
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Numbers

MOST_STEPS, CLOSE, FLAT, ROUNDING = 60, 1e-10, 1e-4, 1e-9
"""Newton's steps; change of the likelihood at rest; information, of that at zero, where nothing holds a coefficient;
information an event below which there is none.
"""


class Cox(NamedTuple):
    """Coefficients (log hazard ratios) and their covariance, the likelihood at them and at zero.

    ``at_rest`` is false where a coefficient runs off without end, as when a group has no events; ``is_informed`` is
    false where at no event the patients at risk differ, so that nothing is known of some coefficient.
    """

    coefficients: Array
    covariance: Array
    found: Likelihood
    null: Likelihood
    at_rest: bool
    is_informed: bool

    def likelihood_ratio(self) -> tuple[float, float]:
        """χ² and P that all coefficients are zero."""
        chi_square = 2 * (self.found.value - self.null.value)
        return chi_square, float(stats.chi2.sf(chi_square, self.coefficients.size))

    def score_test(self) -> tuple[float, float]:
        """χ² and P that all coefficients are zero, from the slope there: without ties the log-rank test of two arms."""
        chi_square = float(self.null.score @ np.linalg.pinv(self.null.information) @ self.null.score)
        return chi_square, float(stats.chi2.sf(chi_square, self.coefficients.size))


def fit_cox(patients: FollowUp, design: Array, strata: Numbers | None = None) -> Cox:
    """Maximise the partial likelihood; ``design`` has shape (patients, columns), each stratum a baseline of its own.

    Competing events end observation: the ratio is of cause-specific hazards.
    Source: Cox, J R Stat Soc B 1972;34:187; ties as Efron, J Am Stat Assoc 1977;72:557.
    """
    if not np.any(patients.cause == EVENT):
        raise Mistake("no events in any arm, so no hazards to compare; report how many patients were followed how long")
    spread = design.std(axis=0)
    if np.any(spread == 0) or np.linalg.matrix_rank(design - design.mean(axis=0)) < spread.size:
        raise Mistake("a column of the Cox model is constant or follows from the others; leave it out")
    x = (design - design.mean(axis=0)) / spread
    one = np.zeros_like(patients.arm) if strata is None else strata
    beta = np.zeros(spread.size)
    found = null = partial_likelihood(patients, x, beta, strata=one)
    at_null, events = np.linalg.eigvalsh(null.information)[0], np.count_nonzero(patients.cause == EVENT)
    is_informed, change = bool(at_null > ROUNDING * events), np.inf
    for _ in range(MOST_STEPS if is_informed else 0):
        if change < CLOSE * (1 + abs(found.value)):
            break
        before = found.value
        beta, found = _climb(patients, x, (beta, found), strata=one)
        change = found.value - before
    weakest = np.linalg.eigvalsh(found.information)[0]
    at_rest = bool(change < CLOSE * (1 + abs(found.value)) and weakest > FLAT * at_null)
    covariance = np.linalg.pinv(found.information, hermitian=True) / np.outer(spread, spread)
    return Cox(beta / spread, covariance, _unscaled(found, spread), _unscaled(null, spread), at_rest, is_informed)


def _climb(patients: FollowUp, x: Array, at: tuple[Array, Likelihood], *, strata: Numbers) -> tuple[Array, Likelihood]:
    """One step of Newton, halved until the likelihood does not fall."""
    beta, found = at
    step = np.linalg.pinv(found.information, hermitian=True) @ found.score
    for _ in range(30):
        after = partial_likelihood(patients, x, beta + step, strata=strata)
        if np.isfinite(after.value) and after.value >= found.value:
            return beta + step, after
        step = step / 2
    return beta, found


def _unscaled(of: Likelihood, spread: Array) -> Likelihood:
    """Slopes and curvatures in the units of the design."""
    return Likelihood(of.value, of.score * spread, of.information * np.outer(spread, spread))
