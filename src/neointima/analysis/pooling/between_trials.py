"""How far do the true effects of trials differ? Three estimates of their variance τ²."""

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from neointima.analysis.pooling.effects import Effects

GRID = 60


def scatter(effects: Effects, tau_squared: float) -> float:
    """Q(τ²) = Σ (θ − θ̂)²/(v + τ²): Cochran's Q at zero, falling as τ² grows."""
    weights = 1 / (effects.variance + tau_squared)
    mean = weights @ effects.value / weights.sum()
    return float(weights @ (effects.value - mean) ** 2)


def dersimonian_laird(effects: Effects) -> float:
    """(Q − (k − 1))/(Σw − Σw²/Σw), not below zero. Source: Control Clin Trials 1986;7:177."""
    weights = 1 / effects.variance
    known = weights.sum() - (weights**2).sum() / weights.sum()
    surplus = scatter(effects, 0.0) - (effects.value.size - 1)
    return max(float(surplus / known), 0.0) if effects.value.size > 1 else 0.0


def paule_mandel(effects: Effects) -> float:
    """The τ² at which Q(τ²) is what is expected, k − 1. Source: Paule and Mandel, J Res NBS 1982;87:377."""
    return level_of(effects, effects.value.size - 1.0)


def level_of(effects: Effects, wanted: float) -> float:
    """The τ² at which Q(τ²) = ``wanted``; zero where Q is lower from the start."""
    if effects.value.size < 2 or scatter(effects, 0.0) <= wanted:
        return 0.0
    highest = float(np.ptp(effects.value) ** 2 + effects.variance.max())
    while scatter(effects, highest) > wanted:
        highest *= 10
    return float(brentq(lambda tau_squared: scatter(effects, tau_squared) - wanted, 0.0, highest, xtol=1e-14))


def reml(effects: Effects) -> float:
    """The τ² of greatest restricted likelihood, −½ (Σ ln(v + τ²) + ln Σw + Q(τ²)).

    Looked for on a grid, then refined, for the likelihood can have two hills.
    Source: Viechtbauer, J Educ Behav Stat 2005;30:261.
    """
    if effects.value.size < 2:
        return 0.0

    def misfit(tau_squared: float) -> float:
        total = effects.variance + tau_squared
        return float(np.log(total).sum() + np.log((1 / total).sum()) + scatter(effects, tau_squared))

    return least_misfit(misfit, scale=float(effects.variance.min()), highest=float(np.ptp(effects.value) ** 2))


def least_misfit(misfit: Callable[[float], float], *, scale: float, highest: float) -> float:
    """The τ² ≥ 0 of least ``misfit`` below ``highest``; ``scale`` is the least that matters."""
    if highest <= 0:
        return 0.0
    grid = np.concatenate(([0.0], np.geomspace(min(scale, highest) * 1e-4, highest, GRID)))
    best = int(np.argmin([misfit(value) for value in grid]))
    if best == 0 and misfit(grid[1]) >= misfit(0.0):
        return 0.0
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, GRID)]
    found = minimize_scalar(misfit, bounds=(low, high), method="bounded", options={"xatol": 1e-10 * high})
    return float(found.x)
