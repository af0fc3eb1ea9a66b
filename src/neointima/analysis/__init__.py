"""Statistics that know no biology, one file each."""

from typing import NamedTuple, Protocol

import numpy as np

from neointima.quantities.kinds import Array


class Summary(NamedTuple):
    """Mean, standard deviation and number of one arm; a nan where a paper does not say."""

    mean: float
    sd: float
    n: float

    def error(self) -> float:
        """Standard error of the mean, nan where unknown."""
        return self.sd / self.n**0.5


class Estimate(NamedTuple):
    """An effect with its 95 % interval; ``position`` and ``error`` on the scale where errors are normal."""

    value: float
    lower: float
    upper: float
    p_value: float
    position: float
    error: float


class Comparison(Protocol):
    """Contract of the room: how many ``arms`` it takes, and an estimate from summaries of them.

    A claim is made where P falls below ``alpha``; a test that makes none has zero. One that is ``of_events`` takes a
    mean as a rate in percent and counts the patients behind it; the others take any mean.
    """

    arms: int
    needs_spread: bool
    of_events: bool
    alpha: float

    def estimate(self, *arms: Summary) -> Estimate:
        """The effect, its interval and P."""


def summarise(values: Array) -> Summary:
    """Mean, sample standard deviation and number."""
    return Summary(float(np.mean(values)), float(np.std(values, ddof=1)) if values.size > 1 else np.nan, values.size)


def agree(first: Estimate, second: Estimate) -> bool:
    """Whether two independent estimates differ by no more than their errors allow (95 %).

    Where the second has no error of its own, the first's decides alone.
    """
    error = np.hypot(first.error, 0.0 if np.isnan(second.error) else second.error)
    return bool(abs(first.position - second.position) <= 1.96 * error)
