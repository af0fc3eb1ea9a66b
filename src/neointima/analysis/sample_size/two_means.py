"""Patients for two means with one spread, by the t distribution: superiority and non-inferiority."""

from math import sqrt

from scipy import stats
from scipy.optimize import brentq

from neointima.analysis.sample_size.size import Risks, Size, checked_distance, checked_ratio
from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.null_words import checked_margin
from neointima.mistake import Mistake

# A spread within the arms needs one degree of freedom.
FEWEST, MOST = 3.0, 1e8


def effect(difference: float, sd: float) -> float:
    """|difference| / sd for a superiority trial."""
    return checked_distance(abs(difference)) / _checked(sd)


def effect_within_margin(difference: float, sd: float, *, margin: float, direction: Direction) -> float:
    """(margin − harm) / sd for a non-inferiority trial, ``difference`` being first minus second."""
    return checked_distance(checked_margin(margin) - direction.sign() * difference) / _checked(sd)


def power(effect: float, size: Size, *, alpha: float, sides: int) -> float:
    """Chance that t with noncentrality effect/√(1/n₁ + 1/n₂) exceeds its limit; the far tail is left out."""
    df = size.total - 2
    limit = stats.t.isf(alpha / sides, df)
    return float(stats.nct.sf(limit, df, effect / sqrt(1 / size.first + 1 / size.second)))


def size(effect: float, risks: Risks, *, ratio: float = 1.0) -> Size:
    """The size at which ``power`` is what was asked, three patients at least. R's power.t.test solves the same."""
    checked_ratio(ratio)

    def missing(first: float) -> float:
        return power(effect, Size(first, ratio * first), alpha=risks.alpha, sides=risks.sides) - risks.power

    # The normal approximation is close, from below.
    root = sqrt(1 + 1 / ratio) * (risks.z_alpha() + risks.z_power()) / effect
    if root > sqrt(MOST):
        raise Mistake(f"the effect assumed, {effect:g} SD, needs more than a hundred million patients")
    near = root**2
    low, high = max(near / 2, FEWEST / (1 + ratio)), near + 10 * (1 + 1 / ratio)
    first = low if missing(low) > 0 else float(brentq(missing, low, high, xtol=1e-9))
    return Size(first, ratio * first)


def _checked(sd: float) -> float:
    if not 0 < sd < float("inf"):
        raise Mistake(f"SD: a positive number expected, {sd:g} given")
    return sd
