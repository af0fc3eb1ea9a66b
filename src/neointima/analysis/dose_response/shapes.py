"""The shapes of a dose-response curve, with their slopes, compiled."""

from math import exp, log

import numpy as np

from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array

LOG_LOGISTIC, LOGISTIC, WEIBULL_1, WEIBULL_2, BRAIN_COUSENS = range(5)
B, C, D, E, F = range(5)
LARGEST = 500.0


@compiled
def curve(shape: int, q: Array, x: float, slopes: Array) -> float:
    """The response at dose ``x``; ``slopes`` (6,) is filled with its derivatives by b, c, d, ln e, f and ln x.

    With u = b (ln x − ln e), or b (x − e) for LOGISTIC, z = exp u, S = 1 / (1 + z) and E = exp(−z):
    LOG_LOGISTIC and LOGISTIC c + (d − c) Sᶠ; WEIBULL_1 c + (d − c) E; WEIBULL_2 c + (d − c)(1 − E);
    BRAIN_COUSENS c + (d − c + f x) S. For LOGISTIC the fourth and sixth derivatives are by e and x.
    Source: Ritz et al., PLoS ONE 2015;10:e0146021.
    """
    b, c, d, f = q[B], q[C], q[D], q[F]
    if shape == LOGISTIC:
        distance = x - q[E]
    elif x > 0:
        distance = log(x) - q[E]
    else:
        distance = -1e6
    u = min(max(b * distance, -LARGEST), LARGEST)
    stimulus = f * x if shape == BRAIN_COUSENS else 0.0
    share, by_u, by_f = _share(shape, u, f)
    span = d - c + stimulus
    slopes[C], slopes[D] = 1 - share, share
    slopes[F] = x * share if shape == BRAIN_COUSENS else (d - c) * by_f
    inert = abs(b * distance) > LARGEST
    slopes[B] = 0.0 if inert else span * by_u * distance
    slopes[E] = 0.0 if inert else -span * by_u * b
    slopes[5] = -slopes[E] + stimulus * share
    return c + span * share


@compiled
def _share(shape: int, u: float, f: float) -> tuple[float, float, float]:
    """The share of d − c that stands, and its derivatives by u and by f."""
    z = exp(u)
    if shape in (WEIBULL_1, WEIBULL_2):
        kept = exp(-z)
        return (kept, -kept * z, 0.0) if shape == WEIBULL_1 else (1 - kept, kept * z, 0.0)
    # ln S without overflow.
    log_s = -log(1 + z) if u < 0 else -u - log(1 + exp(-u))
    if shape == BRAIN_COUSENS:
        s = exp(log_s)
        return s, -s * (1 - s), 0.0
    power = exp(f * log_s)
    return power, -f * power * (1 - exp(log_s)), power * log_s


@compiled
def level_dose(shape: int, q: Array, relative: bool, level: float) -> float:
    """Ln dose (the dose itself for LOGISTIC) where the curve meets ``level``; nan where it does not.

    ``relative``: level is the share of the effect, counted from the limit at dose zero; else it is a response.
    """
    share = _wanted(shape, q, relative, level)
    if shape == BRAIN_COUSENS:
        return _falling_dose(q, q[C] + (q[D] - q[C]) * share)
    if not 0 < share < 1:
        return np.nan
    if shape == WEIBULL_1:
        z = -log(share)
    elif shape == WEIBULL_2:
        z = -log(1 - share)
    else:
        z = share ** (-1 / q[F]) - 1
    return q[E] + log(z) / q[B] if z > 0 and q[B] != 0 else np.nan


@compiled
def _wanted(shape: int, q: Array, relative: bool, level: float) -> float:
    """The share of d − c at which a curve meets the level."""
    if not relative:
        return (level - q[C]) / (q[D] - q[C]) if q[D] != q[C] else np.nan
    from_upper = (q[B] > 0) != (shape == WEIBULL_2)
    return 1 - level if from_upper else level


@compiled
def _falling_dose(q: Array, level: float) -> float:
    """Ln dose at which a Brain-Cousens curve falls through ``level`` for the last time; nan if it never does."""
    slopes = np.empty(6)
    reach = 40 / max(abs(q[B]), 0.1)
    step = 2 * reach / 400
    upper = q[E] + reach
    if curve(BRAIN_COUSENS, q, exp(min(upper, 600.0)), slopes) > level:
        return np.nan
    for count in range(1, 401):
        lower = q[E] + reach - count * step
        if curve(BRAIN_COUSENS, q, exp(min(lower, 600.0)), slopes) > level:
            for _ in range(60):
                middle = (lower + upper) / 2
                if curve(BRAIN_COUSENS, q, exp(min(middle, 600.0)), slopes) > level:
                    lower = middle
                else:
                    upper = middle
            return (lower + upper) / 2
        upper = lower
    return np.nan


@compiled
def level_slopes(shape: int, q: Array, relative: bool, level: float) -> Array:
    """Derivatives of ``level_dose`` by b, c, d, ln e, f, from the curve's own: −(∂y/∂q − ∂level/∂q) / (∂y/∂ln x)."""
    slopes = np.empty(6)
    place = level_dose(shape, q, relative, level)
    curve(shape, q, place if shape == LOGISTIC else exp(place), slopes)
    moved = np.zeros(5)
    if relative:
        share = _wanted(shape, q, relative, level)
        moved[C], moved[D] = 1 - share, share
    return -(slopes[:5] - moved) / slopes[5]
