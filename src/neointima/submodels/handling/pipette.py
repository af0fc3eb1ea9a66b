"""Seeding, serial dilution, dispensing, the dry edge of a plate and the noise of the reader."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array, Pure, Share


class Wells(NamedTuple):
    """What happened to the wells of one plate, each (wells,): multiples of what was meant, but ``dose`` by step."""

    seeded: Array
    volume: Array
    dose: Array
    growth: Array
    colour: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipette:
    """Spreads are coefficients of variation of log-normal errors.

    A serial dilution carries its errors on: the n-th dose is off by n of them, the same in every well of that dose.
    Outer wells lose ``edge_loss`` of their medium, which raises the dose, and their cells grow slower by
    ``edge_slowing``. Luck comes from a generator for each decision.
    """

    seeding_spread: Pure
    dilution_spread: Pure
    dispensing_spread: Pure
    plate_spread: Pure
    edge_loss: Share
    edge_slowing: Share
    reader_spread: Pure
    reader_noise: Pure

    def wells(self, steps: Array, outer: Array, luck: Callable[[str], np.random.Generator]) -> Wells:
        """One plate; ``steps`` is how often each well's dose was diluted, ``outer`` which wells lie at the edge."""
        number = steps.size
        off = luck("dilution").standard_normal(int(steps.max(initial=0))) * self.dilution_spread
        dispensed = _spread(self.dispensing_spread, luck("dispensing"), number)
        plate = _spread(self.plate_spread, luck("plate"), 1)
        return Wells(
            _spread(self.seeding_spread, luck("seeding"), number),
            (1 - self.edge_loss * outer).ravel() * np.ones(number),
            np.exp(np.append(0.0, np.cumsum(off)))[steps.astype(np.int64)] * dispensed,
            (1 - self.edge_slowing * outer).ravel() * np.ones(number) * plate,
            _spread(self.dispensing_spread, luck("colour"), number),
        )

    def read(self, absorbance: Array, luck: np.random.Generator) -> Array:
        """What the reader writes down."""
        noise = luck.standard_normal((2, *absorbance.shape))
        return np.maximum(absorbance * (1 + self.reader_spread * noise[0]) + self.reader_noise * noise[1], 0)


def _spread(variation: Array, luck: np.random.Generator, number: int) -> Array:
    return np.exp(np.ravel(variation) * luck.standard_normal(number))
