"""Generalised least squares of contrasts, and the variance between trials that they show."""

from typing import NamedTuple

import numpy as np

from neointima.analysis.network.contrasts import Contrasts
from neointima.analysis.pooling.between_trials import least_misfit
from neointima.quantities.kinds import Array


class Fit(NamedTuple):
    """Parameters with their covariance (pseudo-inverse: only what the design tells apart has a meaning), the weighted
    squares left over and their degrees of freedom.
    """

    parameters: Array
    covariance: Array
    q: float
    freedom: int


def least_squares(of: Contrasts, design: Array, tau_squared: float = 0.0) -> Fit:
    """β̂ = (XᵀWX)⁺ XᵀWy with W = (V + τ²D)⁻¹; Q = (y − Xβ̂)ᵀ W (y − Xβ̂)."""
    weights = np.linalg.inv(of.covariance + tau_squared * of.between)
    covariance = np.asarray(np.linalg.pinv(design.T @ weights @ design, hermitian=True), dtype=np.float64)
    parameters: Array = covariance @ design.T @ weights @ of.value
    left = of.value - design @ parameters
    freedom = of.value.size - int(np.linalg.matrix_rank(design))
    return Fit(parameters, covariance, float(left @ weights @ left), freedom)


def moments(of: Contrasts, design: Array) -> float:
    """τ² = (Q − df)/tr(PD), not below zero, P the weights less what the fit takes up.

    DerSimonian and Laird's for two treatments. Source: Jackson, White and Riley, Stat Med 2012;31:3805.
    """
    fit, weights = least_squares(of, design), np.linalg.inv(of.covariance)
    if fit.freedom == 0:
        return 0.0
    left = weights - weights @ design @ fit.covariance @ design.T @ weights
    return max((fit.q - fit.freedom) / float(np.trace(left @ of.between)), 0.0)


def restricted(of: Contrasts, design: Array) -> float:
    """The τ² of greatest restricted likelihood: ln|V + τ²D| + ln|XᵀWX| + Q least."""
    kept = _independent(design)
    if kept.shape[1] == of.value.size:
        return 0.0

    def misfit(tau_squared: float) -> float:
        total = of.covariance + tau_squared * of.between
        information = kept.T @ np.linalg.solve(total, kept)
        logs = float(np.linalg.slogdet(total)[1] + np.linalg.slogdet(information)[1])
        return logs + least_squares(of, kept, tau_squared).q

    scale = float(np.diag(of.covariance).min())
    return least_misfit(misfit, scale=scale, highest=float(np.ptp([*of.value, *-of.value]) ** 2))


def _independent(design: Array) -> Array:
    """An orthonormal base of the columns."""
    left, sizes, _ = np.linalg.svd(design, full_matrices=False)
    base: Array = left[:, sizes > sizes[0] * 1e-10]
    return base
