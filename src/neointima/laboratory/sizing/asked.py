"""What is asked of a trial that is planned: the risks, the margin, and what is known, power or number."""

from math import isfinite
from typing import NamedTuple

from neointima.analysis.sample_size.size import Risks, checked_ratio, risks
from neointima.analysis.statements.direction import Direction
from neointima.laboratory.trial.wish import DIRECTIONS, Margin, read_margin
from neointima.mistake import Mistake

ONE_SIDED, TWO_SIDED = 0.025, 0.05
MOST_LOOKS, LARGEST = 20, 1e9


class Asked(NamedTuple):
    """``n`` is patients in the first arm (events for survival), None where it is looked for; ``ratio`` of the second
    arm to the first.
    """

    margin: Margin | None
    direction: Direction | None
    risks: Risks
    n: float | None
    ratio: float
    looks: int
    spending: str

    def against(self) -> tuple[Margin, Direction] | None:
        """Margin and direction together."""
        return (self.margin, self.direction) if self.margin and self.direction else None


def asked(
    *,
    margin: str = "",
    higher_is: str = "",
    alpha: float | None = None,
    power: float | None = None,
    n: float | None = None,
    ratio: float = 1.0,
    sides: int | None = None,
    looks: int = 1,
    spending: str = "obrien_fleming",
) -> Asked:
    """The checked wish. Without a word: one-sided 2.5 % against a margin, two-sided 5 % without, power 90 %."""
    found = read_margin(margin) if margin else None
    if found and not higher_is:
        raise Mistake(f"margin {margin}: say which way is good, --higher-is worse or --higher-is better")
    if found and sides == 2:
        raise Mistake("sides: non-inferiority is one-sided; leave --sides out, and give half the two-sided alpha")
    if n is not None and power is not None:
        raise Mistake("power and n: give the one that is known, and the other is worked out")
    if n is not None and not (isfinite(n) and 2 <= n <= LARGEST):
        raise Mistake(f"n: a number from 2 to a thousand million expected, {n:g} given")
    if not 1 <= looks <= MOST_LOOKS:
        raise Mistake(f"looks: 1 to {MOST_LOOKS} expected, {looks} given")
    sides = sides or (1 if found else 2)
    alpha = alpha if alpha is not None else (ONE_SIDED if sides == 1 else TWO_SIDED)
    checked = risks(alpha=alpha, power=0.9 if power is None else power, sides=sides)
    direction = DIRECTIONS[higher_is] if higher_is else None
    return Asked(found, direction, checked, n, checked_ratio(ratio), looks, spending)
