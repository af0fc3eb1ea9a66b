"""Cells and matrix as soft, sticky discs between laminae and struts."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.geometry.section_frame import SectionFrame
from neointima.numerics.compiled import compiled
from neointima.numerics.crowding.law import Contact
from neointima.numerics.crowding.relaxation import relax
from neointima.quantities.kinds import Array, Marks, Numbers, Pure

WITHIN, BETWEEN, CROSSING = range(3)
PASSES = 12
FURTHEST = 0.15
SETTLED = 1e-4


class Settled(NamedTuple):
    """Where bodies came to lie [m, (bodies, 2)], which are crowded, and the force left over [1/s-like, rms]."""

    position: Array
    crowded: Marks
    residual: float


@compiled
def _against(gap, stiff):  # type: ignore[no-untyped-def]
    """Push of a flat wall on a body whose middle is ``gap`` of its radii away from it, and how that rises."""
    if gap >= 1.0:
        return 0.0, 0.0
    return stiff * (1.0 - gap) * min(1.0 - gap, 1.0), 2.0 * stiff * min(1.0 - gap, 1.0)


@compiled
def _beside_strut(across, along, r, sizes):  # type: ignore[no-untyped-def]
    """Push of a strut on a body across and along the wall, and how it rises; the nearest face from inside it."""
    _, _, half, inner, face, stiff, _ = sizes
    if across < 0.0 or abs(along) > half + r:
        return 0.0, 0.0, 0.0
    away, aside = across - min(max(across, inner), face), along - min(max(along, -half), half)
    distance = np.sqrt(away * away + aside * aside)
    if distance >= r:
        return 0.0, 0.0, 0.0
    steep = 2.0 * stiff * (1.0 - distance / r) / r
    if distance > 1e-9:
        push = stiff * (1.0 - distance / r) ** 2 / distance
        return push * away, push * aside, steep
    depth = min(across - inner, face - across, half - abs(along))
    push = stiff * (1.0 + min(depth / r, 1.0))
    if depth == half - abs(along):
        return 0.0, push if along > 0.0 else -push, steep
    return (-push if depth == across - inner else push), 0.0, steep


@compiled
def _push(position, force, steep, radius, place, struts, sizes):  # type: ignore[no-untyped-def]
    """Add to ``force`` what laminae, struts and blood do to each body, and to ``steep`` how it rises with distance.

    Lengths are in mean radii. ``struts`` (struts, 2) are cosine and sine of their angles; ``sizes`` holds lamina, outer
    lamina, half width, inner and outer face of struts, stiffness and blood's push.
    """
    lamina, outer, _, inner, face, stiff, blood = sizes
    for i in range(radius.size):
        x, y, r = position[i, 0], position[i, 1], radius[i]
        far = np.sqrt(x * x + y * y) + 1e-12
        if place[i] == 0:
            push, rise = _against((lamina - far) / r, stiff)
            out = blood - push
        else:
            back, more = _against((outer - far) / r, stiff)
            push, rise = _against((far - lamina) / r, stiff) if place[i] == 1 else (0.0, 0.0)
            out, rise = push - back, rise + more
        fx, fy, rise = out * x / far, out * y / far, rise / r
        if far + r > inner and far - r < face + r:
            for k in range(struts.shape[0]):
                c, s = struts[k, 0], struts[k, 1]
                a, t, more = _beside_strut(x * c + y * s, y * c - x * s, r, sizes)
                fx, fy, rise = fx + a * c - t * s, fy + a * s + t * c, rise + more
        force[i, 0] += fx
        force[i, 1] += fy
        steep[i] += rise


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdedTissue:
    """Overdamped discs: repulsion c_r (1 − d/R)², adhesion c_a (1 − d/sR)², R the sum of two radii.

    A disc stands for a body's area over ``filling``, the share of the plane that settled discs of these radii cover.
    Laminae and struts push back as the discs do; ``blood_push`` holds the tissue against the wall. A body is crowded
    when its neighbours press it ``crowding`` times as hard as in tissue at rest. Law: Macklin et al., J Theor Biol
    2012;301:122, as in PhysiCell.
    """

    repulsion: Pure
    adhesion: Pure
    reach: Pure
    filling: Pure
    blood_push: Pure
    crowding: Pure

    def radius(self, area: Array) -> Array:
        """Radius of the disc of a body that takes up ``area`` [m²]."""
        found: Array = np.sqrt(np.maximum(area, 1e-16) * self.filling / np.pi)
        return found

    def settle(
        self, position: Array, radius: Array, place: Numbers, *, frame: SectionFrame, outer: float, passes: int = PASSES
    ) -> Settled:
        """Bodies moved towards rest, at most ``passes`` times; ``place`` is within, between or crossing the laminae.

        ``outer`` is the radius of the external lamina [m].
        """
        if not radius.size:
            return Settled(position, np.zeros(0, dtype=bool), 0.0)
        unit = float(np.mean(radius))
        struts = np.stack([np.cos(frame.angles), np.sin(frame.angles)], axis=-1)
        lengths = np.array([frame.lamina, outer, frame.width / 2, frame.inner_face(), frame.outer_face()]) / unit
        sizes = np.append(lengths, [float(self.repulsion), float(self.repulsion) * float(self.blood_push)])
        small = radius / unit
        # A cell on its way squeezes past the others.
        thin = np.where(place == CROSSING, 0.4 * small, small)

        def push(at: Array, force: Array, steep: Array) -> None:
            _push(at, force, steep, thin, place, struts, sizes)

        contact = Contact(float(self.repulsion), float(self.adhesion), float(self.reach))
        found = relax(
            position / unit, thin, contact=contact, push=push, steps=passes, largest=FURTHEST, tolerance=SETTLED
        )
        crowded = found.pressure > float(self.crowding) * self.at_rest()
        return Settled(found.position * unit, crowded, float(found.rms_force))

    def at_rest(self) -> float:
        """Pressure Σ (1 − d/R)² of a disc in a settled hexagonal sheet, where repulsion and adhesion balance."""
        root = np.sqrt(float(self.adhesion) / float(self.repulsion))
        overlap = root * (1 - 1 / float(self.reach)) / (1 - root / float(self.reach))
        return float(6 * overlap**2)
