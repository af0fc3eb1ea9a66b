"""Places along a stent: neither the wall nor the expansion of a stent is the same from one end to the other."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array, Metres, Numbers, PositivePure


class Places(NamedTuple):
    """All places of all patients one after the other: whose each is, how the wall reacts there, and expansion.

    ``first`` has shape (patients,), the rest (places,).
    """

    first: Numbers
    patient: Numbers
    reaction: Array
    expansion: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class StentPlaces:
    """A stented length is followed at places ``place_length`` apart that differ independently, log-normally.

    Reaction of the wall and expansion of the stent have geometric SDs ``reaction_spread_along`` and
    ``expansion_spread_along``. The least lumen of a stent is that of its narrowest place.
    """

    place_length: Metres
    shortest_stent: Metres
    longest_stent: Metres
    reaction_spread_along: PositivePure
    expansion_spread_along: PositivePure

    def count(self, stented_length: Array, lesions: Numbers) -> Numbers:
        """Places of each patient, all lesions together."""
        length = np.clip(stented_length, self.shortest_stent, self.longest_stent)
        each: Numbers = np.maximum(np.rint(length / self.place_length), 1).astype(np.int64)
        return each * lesions

    def lay(self, counts: Numbers, reaction_luck: Array, expansion_luck: Array) -> Places:
        """Places from how many each patient has and normal numbers for each, shape (places,)."""
        return Places(
            np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64),
            np.repeat(np.arange(counts.size), counts),
            self.reaction_spread_along**reaction_luck,
            self.expansion_spread_along**expansion_luck,
        )
