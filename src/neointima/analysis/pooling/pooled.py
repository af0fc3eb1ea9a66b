"""One effect from many trials: weighted by what each knows, and by how far trials differ."""

from typing import NamedTuple

import numpy as np
from scipy import stats

from neointima.analysis.pooling.effects import Effects
from neointima.quantities.kinds import Array


class Pooled(NamedTuple):
    """The joint effect, its error, interval and two-sided P, on the scale of the effects.

    ``weights`` sum to one. ``tau_squared`` is the variance between trials (0 when they are taken to share one effect).
    ``freedom`` is that of the t quantile used, infinite for the normal. ``method`` names what was done.
    """

    value: float
    error: float
    lower: float
    upper: float
    p_value: float
    weights: Array
    tau_squared: float
    freedom: float
    method: str


def fixed(effects: Effects, *, level: float = 0.95) -> Pooled:
    """θ̂ = Σ wθ/Σw with w = 1/v: one effect shared by all trials. Error 1/√Σw."""
    return random(effects, 0.0, level=level)._replace(method="fixed effect, inverse variance")


def random(effects: Effects, tau_squared: float, *, level: float = 0.95) -> Pooled:
    """θ̂ = Σ wθ/Σw with w = 1/(v + τ²): the mean of trials that differ. Normal quantile.

    Source: DerSimonian and Laird, Control Clin Trials 1986;7:177.
    """
    weights = 1 / (effects.variance + tau_squared)
    value = float(weights @ effects.value / weights.sum())
    return interval((value, float(weights.sum() ** -0.5)), weights, tau_squared=tau_squared, level=level)


def knapp_hartung(effects: Effects, tau_squared: float, *, level: float = 0.95) -> Pooled:
    """As ``random``, with error² = Σ w (θ − θ̂)²/((k − 1) Σw) and the t quantile on k − 1: for few trials.

    Where trials agree by chance it can be shorter than the normal interval; nothing is done against that here.
    A single trial has no interval of this kind, nor have trials that agree to the last digit.
    Source: Knapp and Hartung, Stat Med 2003;22:2693.
    """
    weights = 1 / (effects.variance + tau_squared)
    value, freedom = float(weights @ effects.value / weights.sum()), effects.value.size - 1
    scatter = float(weights @ (effects.value - value) ** 2)
    error = (scatter / (freedom * weights.sum())) ** 0.5 if np.ptp(effects.value) > 0 else np.nan
    found = interval((value, float(error)), weights, tau_squared=tau_squared, freedom=float(freedom), level=level)
    return found._replace(method="random effects, Knapp–Hartung")


def interval(
    found: tuple[float, float],
    weights: Array,
    *,
    tau_squared: float = 0.0,
    freedom: float = np.inf,
    level: float = 0.95,
) -> Pooled:
    """Interval and P from an effect and its error."""
    value, error = found
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = float(stats.t.ppf((1 + level) / 2, freedom)) * error if freedom > 0 else np.nan
        p_value = float(2 * stats.t.sf(abs(np.float64(value) / error), freedom)) if freedom > 0 else np.nan
    shares = weights / weights.sum()
    return Pooled(value, error, value - reach, value + reach, p_value, shares, tau_squared, freedom, "random effects")
