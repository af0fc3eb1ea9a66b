"""Rings that mirror each other: crests face crests, joined by short straight links or fused."""

from dataclasses import dataclass

import numpy as np

from neointima.geometry.stent_pattern import linked, opened, stacked, straight
from neointima.quantities.kinds import Array, Metres, PositivePure, Pure


@dataclass(frozen=True, slots=True, kw_only=True)
class PeakToPeak:
    """``crowns`` a ring, ``ring_height`` at ``nominal_diameter``, ``links`` in each gap, of ``link_length``.

    The middles of fused crests lie a strut's width apart, so their ``link_length`` is that width. The links of a gap
    stand ``link_shift`` crowns further on than those of the gap before.
    """

    crowns: PositivePure
    ring_height: Metres
    nominal_diameter: Metres
    links: PositivePure
    link_length: Metres
    link_shift: Pure

    def pitch(self, radius: float) -> float:
        return self._height(radius) + float(self.link_length)

    def centre_lines(self, radius: float, length: float) -> list[Array]:
        crowns, height, pitch = float(self.crowns), self._height(radius), self.pitch(radius)
        rings = stacked(height, crowns=crowns, pitch=pitch, radius=radius, length=length, turn=np.pi)
        links = [
            straight(rings.top(gap, angle), rings.bottom(gap + 1, angle))
            for gap in range(rings.bases.size - 1)
            for angle in linked(crowns, float(self.links), gap=gap, shift=float(self.link_shift))
        ]
        return rings.lines() + links

    def _height(self, radius: float) -> float:
        nominal = float(self.nominal_diameter) / 2
        return opened(float(self.ring_height), crowns=float(self.crowns), nominal_radius=nominal, radius=radius)
