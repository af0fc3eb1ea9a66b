"""Several groups, each against one control, with one error for the whole family of comparisons."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.polynomial import hermite, legendre
from scipy.optimize import brentq
from scipy.special import gammaln, ndtr

from neointima.analysis import Summary, summarise
from neointima.analysis.means import arm
from neointima.analysis.means.several_groups import Adjusted, checked
from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval, checked_level
from neointima.analysis.statements.null_words import checked_margin, inferior, no_difference
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

METHOD = "Dunnett"
ONE_SIDED = "Dunnett, one-sided each way"
NODES = 96
FARTHEST = 60.0


class Family(NamedTuple):
    """Differences to the control with their errors, λ = √(n_i/(n_i + n_0)) of each, and the degrees of freedom."""

    names: tuple[str, ...]
    difference: Array
    error: Array
    share: Array
    df: float


def dunnett(groups: Mapping[str, Array], control: str, *, level: float = 0.95) -> dict[str, Adjusted]:
    """Student's t_i = (mean_i − mean_0) / (s √(1/n_i + 1/n_0)), two-sided, P and interval adjusted for all comparisons.

    Pooled variance. Source: Dunnett, JASA 1955;50:1096.
    """
    found = checked(groups)
    return from_summaries(dict(zip(groups, map(summarise, found), strict=True)), control, level=level)


def from_summaries(arms: Mapping[str, Summary], control: str, *, level: float = 0.95) -> dict[str, Adjusted]:
    """The same from mean, standard deviation and number of each arm, which hold all that the rows say of it."""
    of = family(arms, control)
    reach = critical(of.share, of.df, level=level)
    answer = {}
    for name, difference, error in zip(of.names, of.difference, of.error, strict=True):
        t = float(difference / error)
        p_value = max(0.0, 1 - family_chance(abs(t), of.share, of.df))
        finding = Finding(METHOD, no_difference("mean", (name, control)), float(difference), t, of.df, p_value, 2)
        answer[name] = Adjusted(finding, _span(METHOD, difference, reach * error, level=level))
    return answer


def non_inferiority(
    arms: Mapping[str, Summary],
    control: str,
    *,
    margin: float,
    direction: Direction,
    unit: str = "",
    level: float = 0.95,
) -> dict[str, Adjusted]:
    """One-sided t_i = (s × difference − margin) / error, P the chance of one as low in any comparison at the margin.

    Each interval has the one-sided limits at (1 + level)/2 of the family, so it excludes the margin exactly when P is
    below (1 − level)/2.
    """
    of, sign = family(arms, control), direction.sign()
    reach = critical_one_sided(of.share, of.df, level=(1 + checked_level(level)) / 2)
    answer = {}
    for name, difference, error in zip(of.names, of.difference, of.error, strict=True):
        null = inferior("mean", checked_margin(margin), unit, direction=direction, arms=(name, control))
        t = float((sign * difference - margin) / error)
        p_value = min(max(0.0, 1 - one_sided_chance(-t, of.share, of.df)), 1.0)
        finding = Finding(ONE_SIDED, null, float(difference), t, of.df, p_value, 1)
        answer[name] = Adjusted(finding, _span(ONE_SIDED, difference, reach * error, level=level))
    return answer


def family(arms: Mapping[str, Summary], control: str) -> Family:
    """The comparisons, with the variance of all arms pooled on Σ(n − 1) degrees of freedom."""
    if control not in arms:
        raise Mistake(f"control: '{control}' is not among the groups; choose one of {', '.join(arms)}")
    if len(arms) < 2:
        raise Mistake(f"groups: {len(arms)} given; at least two are needed to compare")
    own = {name: arm.checked(one, name) for name, one in arms.items()}
    df = float(sum(one.n - 1 for one in own.values()))
    variance = sum((one.n - 1) * one.sd**2 for one in own.values()) / df
    if not variance:
        raise Mistake(f"{', '.join(arms)}: no spread within any group, so nothing can be tested; check the values")
    zero, others = own.pop(control), own
    n = np.array([one.n for one in others.values()])
    difference = np.array([one.mean - zero.mean for one in others.values()])
    return Family(tuple(others), difference, np.sqrt(variance * (1 / n + 1 / zero.n)), np.sqrt(n / (n + zero.n)), df)


def _span(method: str, difference: float, reach: float, *, level: float) -> Interval:
    return Interval(method, float(difference), float(difference - reach), float(difference + reach), level)


def critical(share: Array, df: float, *, level: float = 0.95) -> float:
    """The t that the largest of all |t_i| stays below with chance ``level``."""
    target = checked_level(level)
    return float(brentq(lambda t: family_chance(t, share, df) - target, 0.0, FARTHEST, xtol=1e-10))


def critical_one_sided(share: Array, df: float, *, level: float) -> float:
    """The t that the largest t_i stays below with chance ``level``."""
    target = checked_level(level)
    return float(brentq(lambda t: one_sided_chance(t, share, df) - target, -FARTHEST, FARTHEST, xtol=1e-10))


def family_chance(t: float, share: Array, df: float) -> float:
    """Chance that every |t_i| < ``t``: correlations λ_iλ_j with λ² = n_i/(n_i + n_0), so an integral over two numbers.

    ∫∫ Π_i [Φ((ts + λ_i z)/√(1−λ_i²)) − Φ((−ts + λ_i z)/√(1−λ_i²))] φ(z) dz χ(s) ds by Gauss quadrature; 1e-9.
    """
    (shift, width), weights, s = _places(share, df)
    inside = ndtr((t * s + shift) / width) - ndtr((-t * s + shift) / width)
    return _mean(inside, weights)


def one_sided_chance(t: float, share: Array, df: float) -> float:
    """Chance that every t_i < ``t``: the same with Φ((ts + λ_i z)/√(1−λ_i²)) alone."""
    (shift, width), weights, s = _places(share, df)
    return _mean(ndtr((t * s + shift) / width), weights)


def _places(share: Array, df: float) -> tuple[tuple[Array, Array], tuple[Array, Array], Array]:
    """λz and √(1−λ²), the weights of s and z, and s, shaped to meet as (s, z, comparisons)."""
    z, z_weight = _normal_nodes()
    z, z_weight = z * np.sqrt(2), z_weight / np.sqrt(np.pi)
    s, s_weight = _spread(df)
    return (share * z[:, None], np.sqrt(1 - share**2)), (s_weight, z_weight), s[:, None, None]


@cache
def _normal_nodes() -> tuple[Array, Array]:
    return hermite.hermgauss(NODES)


@cache
def _even_nodes() -> tuple[Array, Array]:
    return legendre.leggauss(NODES)


def _mean(inside: Array, weights: tuple[Array, Array]) -> float:
    return float(weights[0] @ np.prod(inside, axis=2) @ weights[1])


def _spread(df: float) -> tuple[Array, Array]:
    """Nodes and weights for s, the standard deviation found over the true one: s² df is chi-square."""
    x, weight = _even_nodes()
    half = 7 / np.sqrt(2 * df)
    low, high = max(0.0, 1 - half), 1 + max(half, 4 / df)
    s = low + (high - low) * (x + 1) / 2
    log_density = np.log(2) + df / 2 * np.log(df / 2) - gammaln(df / 2) + (df - 1) * np.log(s) - df * s**2 / 2
    found = weight * (high - low) / 2 * np.exp(log_density)
    return s, found / found.sum()
