"""How often does a value of one group exceed one of another?"""

import numpy as np
from scipy import optimize

from neointima.analysis.statements.interval import Interval, normal_reach
from neointima.analysis.statements.null_words import ARMS
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

METHOD = "share of pairs (Newcombe)"
SHORT = 1e-9


def exceeding_share(first: Array, second: Array, *, level: float = 0.95, names: tuple[str, str] = ARMS) -> Interval:
    """θ = P(first > second) + ½ P(equal), with all θ for which |θ − found| is within z errors, the error that at θ.

    Variance θ(1−θ)[1 + N((1−θ)/(2−θ) + θ/(1+θ))]/(mn), N = (m+n)/2 − 1: Newcombe's method 5, which needs no shape of
    the values and has limits also where no pair overlaps. Source: Newcombe, Stat Med 2006;25:559.
    """
    if not (first.size and second.size):
        raise Mistake(f"{names[0]} and {names[1]}: both need values")
    gaps = np.subtract.outer(first, second)
    found, z = float(np.mean((gaps > 0) + 0.5 * (gaps == 0))), normal_reach(level)
    pairs, n = first.size * second.size, (first.size + second.size) / 2 - 1

    def beyond(share: float) -> float:
        inflated = 1 + n * ((1 - share) / (2 - share) + share / (1 + share))
        return abs(share - found) - z * float(np.sqrt(share * (1 - share) * inflated / pairs))

    # The error is zero at 0 and at 1 only, so each side of what was found holds one limit, short of these ends.
    lower = float(optimize.brentq(beyond, 0.0, min(found, 1 - SHORT))) if found > 0 else 0.0
    upper = float(optimize.brentq(beyond, max(found, SHORT), 1.0)) if found < 1 else 1.0
    return Interval(METHOD, found, lower, upper, level)
