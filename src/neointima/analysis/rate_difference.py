"""Do two rates differ? Difference in points with the score test."""

from dataclasses import dataclass

import numpy as np

from neointima.analysis import Estimate, Summary
from neointima.analysis.statements.interval import Interval
from neointima.analysis.two_proportions import miettinen_nurminen, superiority
from neointima.analysis.two_proportions.table import Arm, Table
from neointima.mistake import Mistake


@dataclass(frozen=True, slots=True)
class RateDifference:
    """First minus second rate [points], Miettinen–Nurminen interval, two-sided P of the chi-square.

    Takes the mean of an event as its rate in percent, and the number of patients.
    """

    arms: int = 2
    needs_spread: bool = False
    of_events: bool = True
    alpha: float = 0.05

    def estimate(self, *arms: Summary) -> Estimate:
        table = two_rates(*arms)
        interval, tested = miettinen_nurminen.interval(table), superiority.score(table)
        return in_points(table, interval, tested.p_value)


def two_rates(first: Summary, second: Summary) -> Table:
    """The counts behind two rates in percent; published rates give the nearest whole number of patients."""
    return Table(counted(first, "first arm"), counted(second, "second arm"))


def counted(arm: Summary, name: str) -> Arm:
    """Events and patients of a rate in percent; a Mistake where it is none."""
    if not (np.isfinite(arm.n) and arm.n >= 1 and 0 <= arm.mean <= 100):
        raise Mistake(f"{name}: {arm.mean:g} percent of {arm.n:g} patients is not a rate; give both from a trial")
    return Arm(round(arm.mean / 100 * arm.n), round(arm.n))


def in_points(table: Table, interval: Interval, p_value: float) -> Estimate:
    """An estimate in percentage points, its error from the observed rates."""
    shares = [arm.rate * (1 - arm.rate) / arm.n for arm in (table.first, table.second)]
    value, error = 100 * table.difference, 100 * float(np.sqrt(sum(shares)))
    return Estimate(value, 100 * interval.lower, 100 * interval.upper, p_value, value, error)
