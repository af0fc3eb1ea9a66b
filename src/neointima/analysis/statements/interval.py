"""An effect with its confidence interval, and the name of the method that made it."""

from typing import NamedTuple

from scipy.special import ndtri, stdtrit

from neointima.mistake import Mistake


class Interval(NamedTuple):
    """``value`` with limits at confidence ``level``; a nan value where the data give none (0 of n in both arms)."""

    method: str
    value: float
    lower: float
    upper: float
    level: float

    def mirrored(self) -> "Interval":
        """The same with the arms swapped, for a difference."""
        return self._replace(value=-self.value, lower=-self.upper, upper=-self.lower)

    def holds(self, truth: float) -> bool:
        """Whether ``truth`` lies inside, limits included."""
        return self.lower <= truth <= self.upper


def normal_reach(level: float) -> float:
    """The z of a two-sided interval at confidence ``level``."""
    return float(ndtri((1 + checked_level(level)) / 2))


def student_reach(level: float, df: float) -> float:
    """The t of a two-sided interval at confidence ``level`` with ``df`` degrees of freedom."""
    return float(stdtrit(df, (1 + checked_level(level)) / 2))


def checked_level(level: float) -> float:
    """``level`` if it is a confidence between 0 and 1."""
    if not 0 < level < 1:
        raise Mistake(f"confidence level: a share between 0 and 1 expected, {level:g} given; 95 % is 0.95")
    return level
