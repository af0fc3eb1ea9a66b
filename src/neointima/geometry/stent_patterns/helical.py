"""Meandering strands that wind around the stent, neighbouring turns in phase and joined by straight links."""

from dataclasses import dataclass

import numpy as np

from neointima.geometry.stent_pattern import POINTS_OF_A_CROWN, bases, linked, opened, straight
from neointima.quantities.kinds import Array, Metres, PositivePure, Pure


@dataclass(frozen=True, slots=True, kw_only=True)
class Helical:
    """``strands`` side by side, each with ``crowns`` a turn of ``ring_height`` at ``nominal_diameter``.

    Neighbouring turns lie ``ring_pitch`` apart; ``links`` in each turn, ``link_shift`` crowns further on each time. The
    strands end free, where a real stent closes them into rings.
    """

    crowns: PositivePure
    ring_height: Metres
    nominal_diameter: Metres
    ring_pitch: Metres
    strands: PositivePure
    links: PositivePure
    link_shift: Pure

    def pitch(self, radius: float) -> float:
        return float(self.ring_pitch)

    def centre_lines(self, radius: float, length: float) -> list[Array]:
        crowns, strands, pitch = float(self.crowns), int(self.strands), float(self.ring_pitch)
        height = opened(
            float(self.ring_height), crowns=crowns, nominal_radius=float(self.nominal_diameter) / 2, radius=radius
        )
        # Row n lies at height first + pitch (n + strands θ / 2π), so a turn ends where its strand goes on.
        rise = pitch * strands
        rows = bases(length, pitch=pitch, height=height + rise) - rise / 2
        angles = np.linspace(0, 2 * np.pi, int(crowns) * POINTS_OF_A_CROWN + 1)
        wave = height / 2 * np.cos(crowns * angles)
        lines = [np.stack([radius * angles, row + rise * angles / (2 * np.pi) + wave], axis=1) for row in rows]
        links = [
            straight(np.array([radius * angle, at]), np.array([radius * angle, at + pitch]))
            for gap, row in enumerate(rows[:-1])
            for angle in linked(crowns, float(self.links), gap=gap, shift=float(self.link_shift)) % (2 * np.pi)
            for at in [row + rise * angle / (2 * np.pi) + height / 2]
        ]
        return lines + links
