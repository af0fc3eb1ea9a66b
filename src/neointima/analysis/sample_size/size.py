"""The size of a trial of two arms, and the risks that it was made for."""

from math import ceil
from typing import NamedTuple

from scipy.special import ndtri

from neointima.mistake import Mistake

# Not round up a size that is whole but for the solver.
SLACK = 1e-6


class Size(NamedTuple):
    """Patients in each arm, unrounded."""

    first: float
    second: float

    @property
    def total(self) -> float:
        """Patients in both."""
        return self.first + self.second

    def rounded(self) -> tuple[int, int]:
        """Whole patients, at least as many."""
        return ceil(self.first - SLACK), ceil(self.second - SLACK)


class Risks(NamedTuple):
    """The chance ``alpha`` of a false claim, on one or two ``sides``, and the ``power`` to make a true one."""

    alpha: float
    power: float
    sides: int

    def z_alpha(self) -> float:
        """Normal quantile of the claim."""
        return float(-ndtri(self.alpha / self.sides))

    def z_power(self) -> float:
        """Normal quantile of the power."""
        return float(ndtri(self.power))


def risks(*, alpha: float, power: float, sides: int) -> Risks:
    """Checked risks; ``sides`` is said, never assumed."""
    if sides not in (1, 2):
        raise Mistake(f"sides: 1 or 2 expected, {sides} given")
    if not 0 < alpha < 0.5:
        raise Mistake(f"alpha: a share between 0 and 0.5 expected, {alpha:g} given; 2.5 % is 0.025")
    if not alpha < power < 1:
        raise Mistake(f"power: a share between alpha and 1 expected, {power:g} given; 90 % is 0.9")
    return Risks(alpha, power, sides)


def checked_ratio(ratio: float) -> float:
    """``ratio`` of the second arm to the first, if positive."""
    if not 0 < ratio < float("inf"):
        raise Mistake(f"ratio: a positive number expected, {ratio:g} given; 1 means equal arms")
    return ratio


def checked_distance(distance: float) -> float:
    """How far the truth lies from the null, if it lies on the right side of it."""
    if not distance > 0:
        raise Mistake("the truth assumed lies inside the null hypothesis: no number of patients can reject it")
    return distance
