"""Rings in phase, one nested in the other: links run from the outside of a crest to the inside of the next ring's."""

from dataclasses import dataclass

from neointima.geometry.stent_pattern import linked, opened, stacked, straight
from neointima.quantities.kinds import Array, Metres, PositivePure, Pure


@dataclass(frozen=True, slots=True, kw_only=True)
class PeakToValley:
    """``crowns`` a ring, ``ring_height`` from valley to peak at ``nominal_diameter``, ``links`` in each gap.

    The links of a gap stand ``link_shift`` crowns further on than those of the gap before.
    """

    crowns: PositivePure
    ring_height: Metres
    nominal_diameter: Metres
    ring_pitch: Metres
    links: PositivePure
    link_shift: Pure

    def pitch(self, radius: float) -> float:
        return float(self.ring_pitch)

    def centre_lines(self, radius: float, length: float) -> list[Array]:
        crowns, height, pitch = float(self.crowns), self._height(radius), self.pitch(radius)
        rings = stacked(height, crowns=crowns, pitch=pitch, radius=radius, length=length, turn=0.0)
        links = [
            straight(rings.top(gap, angle), rings.top(gap + 1, angle))
            for gap in range(rings.bases.size - 1)
            for angle in linked(crowns, float(self.links), gap=gap, shift=float(self.link_shift))
        ]
        return rings.lines() + links

    def _height(self, radius: float) -> float:
        nominal = float(self.nominal_diameter) / 2
        return opened(float(self.ring_height), crowns=float(self.crowns), nominal_radius=nominal, radius=radius)
