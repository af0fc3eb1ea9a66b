"""Variance components of nested groups by restricted maximum likelihood (REML), zero components included."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import linalg, optimize

from neointima.analysis.means.nested_rows import Blocks, NestedRows
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

TOLERANCE = 1e-9
# Change of the criterion per relative change of a variance ratio at which a fit has not settled.
UNSETTLED = 1e-2
STARTS = (0.2, 5.0)
Criterion = Callable[[Array], tuple[float, Array]]


class _Sums(NamedTuple):
    """Σ log|V|, X'V⁻¹X, its inverse, the coefficients, r'V⁻¹r, and the slope of the criterion in each ratio."""

    log_det: float
    information: Array
    inverse: Array
    found: Array
    misfit: float
    slope: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """Variances ``between`` the groups of each level (outermost first) and the ``residual``, and the fixed effects.

    ``criterion`` is −2 log (restricted) likelihood, as R's lme4 prints it; ``covariance`` is that of the ``effects``.
    """

    between: Array
    residual: float
    effects: Array
    covariance: Array
    criterion: float

    def icc(self, level: int) -> float:
        """Correlation of two rows that share the group of ``level`` (0 is the outermost): its share of all variance."""
        return float(self.between[: level + 1].sum() / (self.between.sum() + self.residual))


def reml(rows: NestedRows) -> Components:
    """Fit y = Xβ + Σ Z_l u_l + e with all u and e normal: the variances that maximise the restricted likelihood.

    V/σ² = I + Σ θ_l Z_l Z_l', θ ≥ 0; σ² and β are profiled out. A variance may come out as exactly zero.
    Source: Patterson & Thompson, Biometrika 1971;58:545; Bates et al., J Stat Softw 2015;67(1).
    """
    return _fit(rows, restricted=1)


def maximum_likelihood(rows: NestedRows) -> Components:
    """The same without the correction for the fixed effects: variances are too small in few groups."""
    return _fit(rows, restricted=0)


def _fit(rows: NestedRows, *, restricted: int) -> Components:
    blocks, (size, effects) = rows.blocks(), rows.design.shape
    df = size - restricted * effects

    def criterion(ratios: Array) -> tuple[float, Array]:
        sums = _sums(blocks, ratios, restricted)
        determinant = sums.log_det + restricted * np.linalg.slogdet(sums.information)[1]
        return float(determinant + df * (1 + np.log(2 * np.pi * sums.misfit / df))), sums.slope

    levels = rows.groups.shape[0]
    first = min((_descend(criterion, np.full(levels, start)) for start in STARTS), key=lambda one: one.fun)
    # Once more in units of what was found, so that very large ratios settle too.
    scale = np.where(first.x < TOLERANCE, 1.0, first.x)

    def scaled(x: Array) -> tuple[float, Array]:
        value, slope = criterion(x * scale)
        return value, slope * scale

    best = _descend(scaled, first.x / scale)
    if not np.all(np.abs(best.jac * best.x) < UNSETTLED):
        raise Mistake("variance components: the likelihood has no clear maximum; leave a level out, or give more rows")
    ratios = np.where(best.x * scale < TOLERANCE, 0.0, best.x * scale)
    sums = _sums(blocks, ratios, restricted)
    residual = sums.misfit / df
    return Components(
        between=ratios * residual,
        residual=residual,
        effects=sums.found,
        covariance=sums.inverse * residual,
        criterion=float(best.fun),
    )


def _descend(criterion: Criterion, start: Array) -> optimize.OptimizeResult:
    """The lowest point with no coordinate below zero."""
    bounds, options = [(0, None)] * start.size, {"ftol": 1e-14, "gtol": 1e-7, "maxiter": 500}
    return optimize.minimize(criterion, start, jac=True, bounds=bounds, method="L-BFGS-B", options=options)


def _sums(blocks: list[Blocks], ratios: Array, restricted: int) -> _Sums:
    log_det, inverses, effects = 0.0, [], blocks[0].design.shape[2]
    information, answer = np.zeros((effects, effects)), np.zeros(effects)
    for values, design, shared in blocks:
        factor = linalg.cholesky(np.eye(values.shape[1]) + np.tensordot(ratios, shared, axes=1), lower=True)
        inverse = linalg.cho_solve((factor, True), np.eye(values.shape[1]))
        log_det += 2 * len(values) * float(np.log(np.diag(factor)).sum())
        information += np.tensordot(design, inverse @ design, axes=((0, 1), (0, 1)))
        answer += np.tensordot(design, values @ inverse, axes=((0, 1), (0, 1)))
        inverses.append(inverse)
    spread: Array = linalg.inv(information)
    found, misfit, slope, quadratic = spread @ answer, 0.0, np.zeros(ratios.size), np.zeros(ratios.size)
    for (values, design, shared), inverse in zip(blocks, inverses, strict=True):
        left = values - design @ found
        weighted, weighted_design = left @ inverse, inverse @ design
        misfit += float(np.sum(left * weighted))
        quadratic += np.tensordot(shared, weighted.T @ weighted)
        fixed = np.tensordot(weighted_design @ spread, weighted_design, axes=((0, 2), (0, 2)))
        slope += np.tensordot(shared, len(values) * inverse - restricted * fixed)
    df = sum(values.size for values, *_ in blocks) - restricted * effects
    total = slope - df * quadratic / misfit
    return _Sums(log_det, information, spread, found, misfit, total)
