"""A difference with its standard error and degrees of freedom: every comparison of means ends here."""

from typing import NamedTuple

from scipy.special import stdtr

from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval, student_reach
from neointima.analysis.statements.null_words import ARMS, checked_margin, inferior, no_difference
from neointima.mistake import Mistake


class Contrast(NamedTuple):
    """First mean minus second, compared with Student's t of ``df`` degrees of freedom."""

    method: str
    difference: float
    error: float
    df: float
    names: tuple[str, str] = ARMS

    def interval(self, *, level: float = 0.95) -> Interval:
        """Limits difference ± t × error."""
        reach = student_reach(level, self.df) * self.error
        return Interval(self.method, self.difference, self.difference - reach, self.difference + reach, level)

    def superiority(self) -> Finding:
        """Two-sided test of equal means."""
        t = self.difference / self.error
        null = no_difference("mean", self.names)
        return Finding(self.method, null, self.difference, t, self.df, float(2 * stdtr(self.df, -abs(t))), 2)

    def non_inferiority(self, *, margin: float, direction: Direction, unit: str = "") -> Finding:
        """One-sided: t = (s × difference − margin) / error, with s = +1 where higher is worse and −1 where better."""
        null = inferior("mean", checked_margin(margin), unit, direction=direction, arms=self.names)
        t = (direction.sign() * self.difference - margin) / self.error
        return Finding(self.method, null, self.difference, t, self.df, float(stdtr(self.df, t)), 1)


def checked(contrast: Contrast) -> Contrast:
    """``contrast`` if there is spread to judge it by."""
    if not contrast.error > 0:
        both = " and ".join(contrast.names)
        raise Mistake(
            f"{both}: no spread at all, so nothing can be tested; check the values, or report them as they are"
        )
    return contrast
