"""The ratio of two means with Fieller's interval."""

from math import inf, sqrt

from neointima.analysis import Summary
from neointima.analysis.means import arm
from neointima.analysis.statements.interval import Interval, student_reach
from neointima.analysis.statements.null_words import ARMS
from neointima.mistake import Mistake

METHOD = "ratio of means (Fieller)"


def fieller(first: Summary, second: Summary, *, level: float = 0.95, names: tuple[str, str] = ARMS) -> Interval:
    """All ratios ρ for which mean₁ − ρ mean₂ is within t errors of zero; −inf to inf where mean₂ is not told from 0.

    Degrees of freedom of Satterthwaite at the observed ratio. Source: Fieller, J R Stat Soc B 1954;16:175.
    """
    e1, e2 = (arm.checked(one, name).error() ** 2 for one, name in zip((first, second), names, strict=True))
    if second.mean == 0:
        raise Mistake(f"{names[1]}: its mean is zero, so there is no ratio to it; compare the difference")
    ratio = first.mean / second.mean
    spread = e1**2 / (first.n - 1) + (ratio**2 * e2) ** 2 / (second.n - 1)
    if not spread:
        raise Mistake(f"{' and '.join(names)}: no spread at all, so the ratio has no interval; check the values")
    t2 = student_reach(level, (e1 + ratio**2 * e2) ** 2 / spread) ** 2
    g = t2 * e2 / second.mean**2
    if g >= 1:
        return Interval(METHOD, ratio, -inf, inf, level)
    reach = sqrt(t2 * (e1 * (1 - g) + ratio**2 * e2)) / abs(second.mean)
    return Interval(METHOD, ratio, (ratio - reach) / (1 - g), (ratio + reach) / (1 - g), level)
