"""Patients for two event rates: superiority, and non-inferiority after Farrington and Manning."""

from math import sqrt
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from neointima.analysis.sample_size.size import Risks, Size, checked_distance, checked_ratio
from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.null_words import checked_margin
from neointima.analysis.two_proportions.constrained import at_difference
from neointima.mistake import Mistake


class Truth(NamedTuple):
    """The rates assumed, and the difference at the border of the null hypothesis."""

    first: float
    second: float
    null: float

    def distance(self) -> float:
        """How far the assumed difference lies from the null."""
        return abs(self.first - self.second - self.null)


def superiority_truth(first: float, second: float) -> Truth:
    """Null of equal rates."""
    truth = _checked(Truth(first, second, 0.0))
    checked_distance(truth.distance())
    return truth


def non_inferiority_truth(first: float, second: float, *, margin: float, direction: Direction) -> Truth:
    """Null of a first rate that is worse by the margin."""
    sign = direction.sign()
    truth = _checked(Truth(first, second, sign * checked_margin(margin, most=1.0)))
    checked_distance(margin - sign * (first - second))
    return truth


def size(truth: Truth, risks: Risks, *, ratio: float = 1.0) -> Size:
    """n₁ = ((z_α √(p̃₁q̃₁ + p̃₂q̃₂/r) + z_β √(p₁q₁ + p₂q₂/r)) / (p₁ − p₂ − δ₀))².

    Rates with a tilde are the limit of the most likely ones at the null δ₀; at δ₀ = 0 they are the pooled rate.
    Source: Farrington & Manning, Stat Med 1990;9:1447; Fleiss 1981.
    """
    under_null, under_truth = _spreads(truth, checked_ratio(ratio))
    first = ((risks.z_alpha() * under_null + risks.z_power() * under_truth) / truth.distance()) ** 2
    return Size(first, ratio * first)


def power(truth: Truth, size: Size, *, alpha: float, sides: int) -> float:
    """The same solved for the power; the far tail of a two-sided test is left out."""
    under_null, under_truth = _spreads(truth, size.second / size.first)
    reach = truth.distance() * sqrt(size.first) - Risks(alpha, 0.5, sides).z_alpha() * under_null
    return float(ndtr(reach / under_truth))


def _spreads(truth: Truth, ratio: float) -> tuple[float, float]:
    """√(p₁q₁ + p₂q₂/r) at the null and at the truth."""
    p, q = truth.first, truth.second
    null = at_difference((np.asarray(p), np.asarray(q * ratio)), (1.0, ratio), truth.null)
    at_null, at_truth = (a * (1 - a) + b * (1 - b) / ratio for a, b in (map(float, null), (p, q)))
    return sqrt(at_null), sqrt(at_truth)


def _checked(truth: Truth) -> Truth:
    for rate in truth[:2]:
        if not 0 <= rate <= 1:
            raise Mistake(f"rate: a share from 0 to 1 expected, {rate:g} given; 8 % is 0.08")
    if truth.first * (1 - truth.first) + truth.second * (1 - truth.second) == 0:
        raise Mistake("rates: both are 0 or 1, so nothing varies; assume a rate in between")
    return truth
