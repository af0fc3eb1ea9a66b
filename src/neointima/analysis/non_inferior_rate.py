"""Is a rate not worse than another by more than a margin?"""

from dataclasses import dataclass
from typing import Literal

from neointima.analysis import Estimate, Summary
from neointima.analysis.rate_difference import in_points, two_rates
from neointima.analysis.statements.direction import Direction
from neointima.analysis.two_proportions import farrington_manning


@dataclass(frozen=True, slots=True, kw_only=True)
class NonInferiorRate:
    """First minus second rate [points] with Mee's interval at 1 − 2α, and the one-sided P of Farrington–Manning.

    ``margin`` in points, ``higher_is`` worse for harms. Null: the first is worse by the margin or more.
    """

    margin: float
    higher_is: Literal["worse", "better"]
    alpha: float = 0.025
    arms: int = 2
    needs_spread: bool = False
    of_events: bool = True

    def estimate(self, *arms: Summary) -> Estimate:
        table = two_rates(*arms)
        interval = farrington_manning.interval(table, level=1 - 2 * self.alpha)
        direction = Direction(f"higher is {self.higher_is}")
        found = farrington_manning.non_inferiority(table, margin=self.margin / 100, direction=direction)
        return in_points(table, interval, found.p_value)
