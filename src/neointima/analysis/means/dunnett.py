"""Several groups, each against one control, with one error for the whole family of comparisons."""

from collections.abc import Mapping

import numpy as np
from numpy.polynomial import hermite, legendre
from scipy.optimize import brentq
from scipy.special import gammaln, ndtr

from neointima.analysis.means.several_groups import Adjusted, checked
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval, checked_level
from neointima.analysis.statements.null_words import no_difference
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

METHOD = "Dunnett"
NODES = 96
FARTHEST = 60.0


def dunnett(groups: Mapping[str, Array], control: str, *, level: float = 0.95) -> dict[str, Adjusted]:
    """Student's t_i = (mean_i − mean_0) / (s √(1/n_i + 1/n_0)), two-sided, P and interval adjusted for all comparisons.

    Pooled variance. Source: Dunnett, JASA 1955;50:1096.
    """
    if control not in groups:
        raise Mistake(f"control: '{control}' is not among the groups; choose one of {', '.join(groups)}")
    found = checked(groups)
    df = sum(one.size for one in found) - len(found)
    variance = sum(float(np.sum((one - one.mean()) ** 2)) for one in found) / df
    zero = np.asarray(groups[control], float)
    others = {name: np.asarray(one, float) for name, one in groups.items() if name != control}
    share = np.sqrt([one.size / (one.size + zero.size) for one in others.values()])
    reach = critical(share, df, level=level)
    answer = {}
    for name, one in others.items():
        difference, error = float(one.mean() - zero.mean()), (variance * (1 / one.size + 1 / zero.size)) ** 0.5
        t = difference / error
        p_value = max(0.0, 1 - family_chance(abs(t), share, df))
        null = no_difference("mean", (name, control))
        span = Interval(METHOD, difference, difference - reach * error, difference + reach * error, level)
        answer[name] = Adjusted(Finding(METHOD, null, difference, t, df, p_value, 2), span)
    return answer


def critical(share: Array, df: float, *, level: float = 0.95) -> float:
    """The t that the largest of all |t_i| stays below with chance ``level``."""
    target = checked_level(level)
    return float(brentq(lambda t: family_chance(t, share, df) - target, 0.0, FARTHEST, xtol=1e-10))


def family_chance(t: float, share: Array, df: float) -> float:
    """Chance that every |t_i| < ``t``: correlations λ_iλ_j with λ² = n_i/(n_i + n_0), so an integral over two numbers.

    ∫∫ Π_i [Φ((ts + λ_i z)/√(1−λ_i²)) − Φ((−ts + λ_i z)/√(1−λ_i²))] φ(z) dz χ(s) ds by Gauss quadrature; 1e-9.
    """
    z, z_weight = hermite.hermgauss(NODES)
    z, z_weight = z * np.sqrt(2), z_weight / np.sqrt(np.pi)
    s, s_weight = _spread(df)
    reach, shift = t * s[:, None, None], share * z[:, None]
    width = np.sqrt(1 - share**2)
    inside = ndtr((reach + shift) / width) - ndtr((-reach + shift) / width)
    return float(s_weight @ np.prod(inside, axis=2) @ z_weight)


def _spread(df: float) -> tuple[Array, Array]:
    """Nodes and weights for s, the standard deviation found over the true one: s² df is chi-square."""
    x, weight = legendre.leggauss(NODES)
    half = 7 / np.sqrt(2 * df)
    low, high = max(0.0, 1 - half), 1 + max(half, 4 / df)
    s = low + (high - low) * (x + 1) / 2
    log_density = np.log(2) + df / 2 * np.log(df / 2) - gammaln(df / 2) + (df - 1) * np.log(s) - df * s**2 / 2
    found = weight * (high - low) / 2 * np.exp(log_density)
    return s, found / found.sum()
