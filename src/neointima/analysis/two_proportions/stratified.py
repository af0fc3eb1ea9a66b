"""Miettinen and Nurminen's score test and interval of a difference that is the same in every stratum."""

from collections.abc import Sequence

import numpy as np

from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval, normal_reach
from neointima.analysis.two_proportions.against_margin import against_margin
from neointima.analysis.two_proportions.constrained import at_difference
from neointima.analysis.two_proportions.miettinen_nurminen import factor
from neointima.analysis.two_proportions.score import ROOT, invert
from neointima.analysis.two_proportions.table import Table
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

METHOD = "Miettinen-Nurminen, stratified, weights n₁n₂/(n₁+n₂)"


def interval(strata: Sequence[Table], *, level: float = 0.95) -> Interval:
    """All common differences that the two-sided test keeps. Source: Miettinen & Nurminen, Stat Med 1985;4:213.

    z = Σ w_k (d_k − δ) / √(Σ w_k² V_k(δ)), V_k the variance at δ with factor N_k/(N_k−1), and w_k the weights of
    Cochran and of Mantel and Haenszel, which do not depend on the outcome.
    """
    value = common_difference(strata)
    lower, upper = invert(lambda at: score(strata, at), value, (-1.0, 1.0), reach=normal_reach(level))
    return Interval(METHOD, value, lower, upper, level)


def non_inferiority(strata: Sequence[Table], *, margin: float, direction: Direction) -> Finding:
    """One-sided test of a common difference at the margin."""
    value = common_difference(strata)
    found = against_margin(METHOD, strata[0], lambda at: score(strata, at), margin=margin, direction=direction)
    return found._replace(estimate=value, null=f"{found.null}, in every stratum")


def common_difference(strata: Sequence[Table]) -> float:
    """Σ w_k d_k."""
    return float(weights(strata) @ np.array([one.difference for one in strata]))


def weights(strata: Sequence[Table]) -> Array:
    """n₁n₂/(n₁+n₂) of each stratum over their sum."""
    if not strata:
        raise Mistake("strata: none given; a stratified method needs at least one table")
    own = np.array([one.first.n * one.second.n / one.total for one in strata])
    return own / own.sum()


def score(strata: Sequence[Table], difference: float) -> float:
    """The z of all strata at a stated ``difference``."""
    effect = common_difference(strata) - difference
    error = np.sqrt(sum(w**2 * _variance(one, difference) for w, one in zip(weights(strata), strata, strict=True)))
    if error > 0:
        return float(effect / error)
    return float(np.copysign(np.inf, effect)) if abs(effect) > ROOT else 0.0


def _variance(table: Table, difference: float) -> float:
    (x, m), (y, n), _ = table
    p, q = at_difference((np.asarray(float(x)), np.asarray(float(y))), (m, n), difference)
    return float(factor(table) * (p * (1 - p) / m + q * (1 - q) / n))
