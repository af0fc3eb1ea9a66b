"""How large the largest of several related t statistics gets by chance: Student's t of many dimensions."""

from typing import NamedTuple

import numpy as np
from scipy import optimize, stats

from neointima.analysis.means.dunnett import family_chance
from neointima.analysis.statements.interval import checked_level, student_reach
from neointima.quantities.kinds import Array

# Points of the lattice for each dimension: the chance is then right to 1e-4.
POINTS = 6_000
LUCK = 20
FARTHEST = 200.0
ROUNDS, CLOSE = 300, 1e-7
# Beyond it the quadrature meets a step that it cannot follow.
STEEPEST = 0.97


class JointT(NamedTuple):
    """t statistics with ``correlation`` (comparisons, comparisons) that share one error on ``df`` degrees of freedom.

    Source: Hothorn, Bretz & Westfall, Biom J 2008;50:346 (single step).
    """

    correlation: Array
    df: float

    def chance(self, t: float) -> float:
        """Chance that every |t_i| < ``t``; the same number at every call.

        By Dunnett's integral where correlations are products λ_iλ_j (1e-8), else by Genz and Bretz (1e-4; J Comput
        Graph Stat 2002;11:950).
        """
        if len(self.correlation) == 1:
            return float(1 - 2 * stats.t.sf(abs(t), self.df))
        share = one_factor(self.correlation)
        if share is not None:
            return family_chance(abs(t), share, self.df)
        ends = np.full(len(self.correlation), abs(t))
        found = stats.multivariate_t.cdf(
            ends,
            shape=self.correlation,
            df=self.df,
            lower_limit=-ends,
            maxpts=POINTS * ends.size,
            random_state=np.random.default_rng(LUCK),
        )
        return float(min(max(found, 0.0), 1.0))

    def p_value(self, t: float) -> float:
        """Chance of one as far out as ``t`` in any comparison: at least that of one alone, at most Bonferroni's."""
        alone = float(2 * stats.t.sf(abs(t), self.df))
        return min(max(1 - self.chance(t), alone), len(self.correlation) * alone, 1.0)

    def critical(self, *, level: float = 0.95) -> float:
        """The t that the largest |t_i| stays below with chance ``level``; Bonferroni's where it is beyond all use."""
        target, count = checked_level(level), len(self.correlation)
        alone, farthest = student_reach(level, self.df), student_reach(1 - (1 - level) / count, self.df)
        if count == 1 or farthest > FARTHEST or self.chance(farthest) <= target:
            return farthest
        if self.chance(alone) >= target:
            return alone
        return float(optimize.brentq(lambda t: self.chance(t) - target, alone, farthest, xtol=1e-6))


def one_factor(correlation: Array) -> Array | None:
    """The λ, from 0 up to nearly 1, whose products are the correlations; None where there are none such."""
    away = correlation - np.diag(np.diag(correlation))
    share = np.full(len(away), np.sqrt(max(float(away.sum()) / (away.size - len(away)), 0.0)))
    for _ in range(ROUNDS):
        products = np.outer(share, share)
        np.fill_diagonal(products, 0.0)
        if np.all(np.abs(products - away) < CLOSE):
            return share if np.all((share >= 0) & (share <= STEEPEST)) else None
        weight = (share**2).sum() - share**2
        share = (share + np.divide(away @ share, weight, out=np.zeros_like(share), where=weight > 0)) / 2
    return None
