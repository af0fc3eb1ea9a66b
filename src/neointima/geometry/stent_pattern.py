"""What stent patterns are drawn with: waves around the stent, one above the other, and links between their crests.

Lines lie on the unrolled strut: arc length around the circle through its middle, and height along the axis [m].
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import ellipe

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

POINTS_OF_A_CROWN = 48
POINTS_OF_A_LINK = 33


@dataclass(frozen=True, slots=True, kw_only=True)
class Rings:
    """Rings z = base + h/2 cos(N θ + φ) on a circle of ``radius`` [m]; the rest has one number for each ring."""

    radius: float
    crowns: Array
    heights: Array
    bases: Array
    phases: Array

    def lines(self) -> list[Array]:
        """One closed line for each ring, shape (points, 2)."""
        return [self._line(ring) for ring in range(self.bases.size)]

    def top(self, ring: int, angle: float) -> Array:
        """The upper crest of ``ring`` that lies ``angle`` after its first."""
        turn = angle - self.phases[ring] / self.crowns[ring]
        return np.array([self.radius * turn, self.bases[ring] + self.heights[ring] / 2])

    def bottom(self, ring: int, angle: float) -> Array:
        """The lower crest of ``ring`` that lies ``angle`` after its first."""
        turn = angle + (np.pi - self.phases[ring]) / self.crowns[ring]
        return np.array([self.radius * turn, self.bases[ring] - self.heights[ring] / 2])

    def _line(self, ring: int) -> Array:
        angles = np.linspace(0, 2 * np.pi, int(self.crowns[ring]) * POINTS_OF_A_CROWN + 1)
        wave = np.cos(self.crowns[ring] * angles + self.phases[ring])
        return np.stack([self.radius * angles, self.bases[ring] + self.heights[ring] / 2 * wave], axis=1)


def opened(height: float, *, crowns: float, nominal_radius: float, radius: float) -> float:
    """Height [m] at ``radius`` of a ring that is ``height`` high at ``nominal_radius``: its strut keeps its length.

    A half wave of length b and height h is (2 b / π) E(−(π h / 2 b)²) long, E the complete elliptic integral.
    """

    def length(height: float, radius: float) -> float:
        half_wave = np.pi * radius / crowns
        return float(2 * half_wave / np.pi * ellipe(-((np.pi * height / (2 * half_wave)) ** 2)))

    kept, widest = length(height, nominal_radius), length(height, nominal_radius) * crowns / np.pi
    if radius >= widest:
        raise Mistake(
            f"a ring of {crowns:g} crowns opens to {2e3 * widest:.3g} mm at most, not to {2e3 * radius:.3g} mm; "
            "choose a larger stent or a smaller lumen"
        )
    return float(brentq(lambda tried: length(tried, radius) - kept, 0, kept, xtol=1e-12))


def bases(length: float, *, pitch: float, height: float) -> Array:
    """Middles [m] of as many rings as fit into a stent of ``length``, with what is left over shared by both ends."""
    if length < height:
        raise Mistake(
            f"a stent of {1e3 * length:.3g} mm is shorter than its ring of {1e3 * height:.3g} mm; give a longer one"
        )
    rings = 1 + int((length - height) / pitch)
    return (length - (rings - 1) * pitch) / 2 + pitch * np.arange(rings, dtype=np.float64)


def stacked(height: float, *, crowns: float, pitch: float, radius: float, length: float, turn: float) -> Rings:
    """Rings of one kind as far as ``length`` reaches, each ``turn`` [rad] of its wave further on than the last."""
    middles = bases(length, pitch=pitch, height=height)
    alike = np.ones(middles.size)
    # A quarter wave in, so that no crest is cut at angle 0.
    phases = np.pi / 2 + turn * np.arange(middles.size, dtype=np.float64)
    return Rings(radius=radius, crowns=crowns * alike, heights=height * alike, bases=middles, phases=phases)


def linked(crowns: float, links: float, *, gap: int, shift: float) -> Array:
    """Angles [rad] of the linked crests of a ring after its first, in gap number ``gap``: evenly chosen, then shifted.

    Each gap has its links ``shift`` crowns further on than the one before.
    """
    if links > crowns:
        raise Mistake(f"{links:g} links for {crowns:g} crowns: there is one link a crest at most; take fewer links")
    chosen = np.floor(np.arange(int(links)) * crowns / links) + round(shift) * gap
    return 2 * np.pi * chosen / crowns


def straight(start: Array, end: Array) -> Array:
    """A straight link."""
    return np.stack([start, end])


def bowed(start: Array, end: Array, sweep: float) -> Array:
    """A flexible link shaped as an S, which swings by ``sweep`` [m] to either side of the straight way."""
    along = np.linspace(0, 1, POINTS_OF_A_LINK)[:, None]
    return start + (end - start) * along + np.array([sweep, 0.0]) * np.sin(2 * np.pi * along)
