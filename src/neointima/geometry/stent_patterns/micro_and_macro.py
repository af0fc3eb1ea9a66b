"""High rings of few crowns and low rings of many, in turn, joined crest to crest by straight links."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from neointima.geometry.stent_pattern import Rings, linked, opened, straight
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Metres, PositivePure, Pure


@dataclass(frozen=True, slots=True, kw_only=True)
class MicroAndMacro:
    """A macro ring of ``crowns`` and ``ring_height``, then a micro ring of ``micro_crowns`` and ``micro_height``.

    Heights are those at ``nominal_diameter``. Each gap has ``links`` of ``link_length``, ``link_shift`` macro crowns
    further on than those of the gap before.
    """

    crowns: PositivePure
    ring_height: Metres
    micro_crowns: PositivePure
    micro_height: Metres
    nominal_diameter: Metres
    links: PositivePure
    link_length: Metres
    link_shift: Pure

    def pitch(self, radius: float) -> float:
        return sum(self._heights(radius)) / 2 + float(self.link_length)

    def centre_lines(self, radius: float, length: float) -> list[Array]:
        rings = self._rings(radius, length)
        links = [
            straight(rings.top(gap, angle), rings.bottom(gap + 1, angle))
            for gap in range(rings.bases.size - 1)
            for angle in linked(float(self.crowns), float(self.links), gap=gap, shift=float(self.link_shift))
        ]
        return rings.lines() + links

    def _rings(self, radius: float, length: float) -> Rings:
        """Macro and micro in turn, a macro ring at both ends; a ring's first lower crest faces the last one's upper."""
        macro, micro = self._heights(radius)
        pitch = self.pitch(radius)
        if length < macro:
            raise Mistake(f"a stent of {1e3 * length:.3g} mm is shorter than a ring of it; give a longer one")
        rings = 1 + 2 * int((length - macro) / (2 * pitch))
        is_macro = np.arange(rings) % 2 == 0
        crowns = np.where(is_macro, float(self.crowns), float(self.micro_crowns))
        phases = [np.pi / 2]
        for before, after in pairwise(crowns):
            phases.append(np.pi + after * phases[-1] / before)
        middles = (length - (rings - 1) * pitch) / 2 + pitch * np.arange(rings, dtype=np.float64)
        heights = np.where(is_macro, macro, micro)
        return Rings(radius=radius, crowns=crowns, heights=heights, bases=middles, phases=np.array(phases))

    def _heights(self, radius: float) -> tuple[float, float]:
        crowns, micro_crowns = float(self.crowns), float(self.micro_crowns)
        if micro_crowns % crowns:
            raise Mistake(f"{micro_crowns:g} micro crowns are no multiple of {crowns:g} macro crowns; make them one")
        nominal = float(self.nominal_diameter) / 2
        macro = opened(float(self.ring_height), crowns=crowns, nominal_radius=nominal, radius=radius)
        return macro, opened(float(self.micro_height), crowns=micro_crowns, nominal_radius=nominal, radius=radius)
