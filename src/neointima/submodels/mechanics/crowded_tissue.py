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
def _push(position, force, steep, radius, place, struts, sizes):  # type: ignore[no-untyped-def]
    """Add to ``force`` what laminae, struts and blood do to each body, and to ``steep`` how it rises with distance.

       Lengths are in mean radii.
    ``struts`` (struts, 2) are cosine and sine of their angles; ``sizes`` holds lamina, outer lamina, half width, inner
       and outer face of struts, stiffness and blood's push.
    """
    lamina, outer, half, inner, face, stiff, blood = sizes
    for i in range(radius.size):
        x, y, r = position[i, 0], position[i, 1], radius[i]
        far = np.sqrt(x * x + y * y) + 1e-12
        ux, uy = x / far, y / far
        out = 0.0
        if place[i] == 0:
            gap = (lamina - far) / r
            if gap < 1.0:
                out -= stiff * (1.0 - gap) * min(1.0 - gap, 1.0)
                steep[i] += 2.0 * stiff * min(1.0 - gap, 1.0) / r
            out += blood
        elif place[i] == 1:
            gap = (far - lamina) / r
            if gap < 1.0:
                out += stiff * (1.0 - gap) * min(1.0 - gap, 1.0)
                steep[i] += 2.0 * stiff * min(1.0 - gap, 1.0) / r
        if place[i] != 0:
            gap = (outer - far) / r
            if gap < 1.0:
                out -= stiff * (1.0 - gap) * min(1.0 - gap, 1.0)
                steep[i] += 2.0 * stiff * min(1.0 - gap, 1.0) / r
        fx, fy = out * ux, out * uy
        if far + r > inner and far - r < face + r:
            for k in range(struts.shape[0]):
                c, s = struts[k, 0], struts[k, 1]
                across, along = x * c + y * s, y * c - x * s
                if across < 0.0 or abs(along) > half + r:
                    continue
                # The nearest point of the strut, or from inside it the nearest of its faces.
                da = across - min(max(across, inner), face)
                dt = along - min(max(along, -half), half)
                distance = np.sqrt(da * da + dt * dt)
                if distance >= r:
                    continue
                if distance > 1e-9:
                    push = stiff * (1.0 - distance / r) ** 2
                    a, t = push * da / distance, push * dt / distance
                else:
                    depth = min(across - inner, face - across, half - abs(along))
                    push = stiff * (1.0 + min(depth / r, 1.0))
                    a = t = 0.0
                    if depth == half - abs(along):
                        t = push if along > 0.0 else -push
                    elif depth == across - inner:
                        a = -push
                    else:
                        a = push
                steep[i] += 2.0 * stiff * (1.0 - min(distance / r, 1.0)) / r
                fx += a * c - t * s
                fy += a * s + t * c
        force[i, 0] += fx
        force[i, 1] += fy


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
