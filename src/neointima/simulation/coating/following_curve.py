"""A coating that empties as its release model says, whatever the tissue does."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from neointima.numerics.transport.advance import Moment
from neointima.numerics.transport.network import Network
from neointima.numerics.transport.pools import Chemistry
from neointima.quantities.kinds import Array
from neointima.simulation.coating import Joined, Surfaces
from neointima.submodels.release import Release


class Emptying(NamedTuple):
    """State of the release model and what has gone into the tissue so far [mol]."""

    model: Any
    given: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowingCurve:
    """Drug leaves every part of the surface alike; of what faces tissue the ``uptake`` share escapes the blood.

    ``length`` [m] of stent, 1 for a section.
    """

    release: Release
    surfaces: Surfaces
    molar_mass: float
    length: float
    uptake: float

    def join(self, tissue: Network, chemistry: Chemistry) -> Joined:
        """The tissue alone: the coating only feeds it."""
        cells = tissue.volumes.size
        return Joined(lambda _: tissue, chemistry, np.zeros((4, cells)), (np.ones(cells, dtype=bool),))

    def start(self) -> Emptying:
        return Emptying(self.release.start(), 0.0)

    def feed(self, coating: Emptying, dt: float) -> tuple[Emptying, Array]:
        """Each cell's share by its contact with the coating."""
        model, released = self.release.step(coating.model, dt)
        share = self.surfaces.contact * (self.uptake / self.surfaces.whole)
        amount = share * self._moles(released)
        return Emptying(model, coating.given + float(amount.sum())), amount

    def held(self, now: Moment) -> float:
        return self._moles(self.release.held(now.coating.model))

    def swept(self, now: Moment) -> float:
        """What the stent has lost and the tissue has not had."""
        return self._moles(self.release.held(self.release.start())) - self.held(now) - now.coating.given

    def _moles(self, per_length: Array) -> float:
        return float(np.max(per_length)) * self.length / self.molar_mass
