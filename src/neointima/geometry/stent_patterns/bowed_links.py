"""Rings that mirror each other, their crests joined by long flexible links shaped as an S or N."""

from dataclasses import dataclass

import numpy as np

from neointima.geometry.stent_pattern import bowed, linked, opened, stacked
from neointima.quantities.kinds import Array, Metres, PositivePure, Pure


@dataclass(frozen=True, slots=True, kw_only=True)
class BowedLinks:
    """``crowns`` a ring, ``ring_height`` at ``nominal_diameter``, ``links`` in each gap.

    A link bridges ``link_length`` along the axis and swings by ``link_sweep`` to either side. The links of a gap stand
    ``link_shift`` crowns further on than those of the gap before.
    """

    crowns: PositivePure
    ring_height: Metres
    nominal_diameter: Metres
    links: PositivePure
    link_length: Metres
    link_sweep: Metres
    link_shift: Pure

    def pitch(self, radius: float) -> float:
        return self._height(radius) + float(self.link_length)

    def centre_lines(self, radius: float, length: float) -> list[Array]:
        crowns, height, pitch = float(self.crowns), self._height(radius), self.pitch(radius)
        rings = stacked(height, crowns=crowns, pitch=pitch, radius=radius, length=length, turn=np.pi)
        links = [
            bowed(rings.top(gap, angle), rings.bottom(gap + 1, angle), float(self.link_sweep))
            for gap in range(rings.bases.size - 1)
            for angle in linked(crowns, float(self.links), gap=gap, shift=float(self.link_shift))
        ]
        return rings.lines() + links

    def _height(self, radius: float) -> float:
        nominal = float(self.nominal_diameter) / 2
        return opened(float(self.ring_height), crowns=float(self.crowns), nominal_radius=nominal, radius=radius)
