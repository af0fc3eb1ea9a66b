"""A coating that follows a published release curve."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.interpolate import PchipInterpolator

from neointima.quantities.kinds import Array, KilogramsPerMetre, Shares, Times


class Emptying(NamedTuple):
    """Drug on the stent [kg/m], time since implantation [s], and the curve that it follows."""

    amount: Array
    age: float
    curve: PchipInterpolator


@dataclass(frozen=True, slots=True, kw_only=True)
class ImposedCurve:
    """m(t) = dose · (1 − f(t)), f a monotone cubic through the published points, level after the last one.

    ``times`` and ``fractions`` start at zero. What the curve has not released by its end stays (sequestered drug).
    """

    dose_per_length: KilogramsPerMetre
    times: Times
    fractions: Shares

    def start(self) -> Emptying:
        return Emptying(self.dose_per_length * np.ones((1, 1)), 0.0, PchipInterpolator(self.times, self.fractions))

    def held(self, coating: Emptying) -> Array:
        return coating.amount

    def step(self, coating: Emptying, dt: float) -> tuple[Emptying, Array]:
        age = coating.age + dt
        amount = self.dose_per_length * (1 - coating.curve(min(age, self.times[-1])))
        return coating._replace(amount=amount, age=age), coating.amount - amount
