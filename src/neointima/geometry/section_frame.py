"""What does not move in a stented section: the internal elastic lamina, and struts pressed through it."""

from typing import NamedTuple

import numpy as np

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Marks

TURN = 2 * np.pi


class SectionFrame(NamedTuple):
    """Lamina of radius ``lamina`` [m] about the origin; rectangular struts at ``angles`` [rad], (struts,).

    A strut is ``width`` along the wall and ``thickness`` across it [m]; its outer face lies ``depth`` [m] outside the
    lamina.
    """

    lamina: float
    angles: Array
    width: float
    thickness: float
    depth: float

    def outer_face(self) -> float:
        """Distance of a strut's outer face from the centre [m]."""
        return self.lamina + self.depth

    def inner_face(self) -> float:
        """Distance of a strut's inner face from the centre [m]."""
        return self.lamina + self.depth - self.thickness

    def corners(self) -> tuple[Array, ...]:
        """Outline of each strut [m], anticlockwise, (4, 2)."""
        half = self.width / 2
        inner, outer = self.inner_face(), self.outer_face()
        across = np.array([inner, outer, outer, inner])
        along = np.array([-half, -half, half, half])
        outlines = []
        for angle in self.angles:
            cos, sin = np.cos(angle), np.sin(angle)
            outlines.append(np.stack([across * cos - along * sin, across * sin + along * cos], axis=-1))
        return tuple(outlines)

    def nearest(self, angles: Array) -> tuple[Array, Array]:
        """Number of the strut nearest to each angle, and the arc to its middle along the lamina [m]."""
        apart = (angles[..., None] - self.angles + np.pi) % TURN - np.pi
        strut = np.argmin(np.abs(apart), axis=-1)
        arc = np.take_along_axis(apart, strut[..., None], axis=-1)[..., 0] * self.lamina
        return strut, arc

    def under_strut(self, angles: Array) -> Marks:
        """Where metal stands between blood and wall."""
        _, arc = self.nearest(angles)
        return np.abs(arc) <= self.width / 2

    def metal(self, sectors: int, layers: int) -> Array:
        """Metal within the lamina by even sector and layer from the lamina inwards [m²], (sectors, layers)."""
        fine = 8
        angles = (np.arange(sectors * fine) + 0.5) * TURN / (sectors * fine)
        under = self.under_strut(angles).reshape(sectors, fine).mean(axis=1)
        edges = self.lamina * (1 - np.arange(layers + 1) / layers)
        inside = np.clip(edges[:-1], self.inner_face(), None) - np.clip(edges[1:], self.inner_face(), None)
        found: Array = under[:, None] * (inside * (edges[:-1] + edges[1:]) / 2 * TURN / sectors)
        return found

    def lamina_at(self, angles: Array) -> Array:
        """Radius of the internal lamina, dented where struts press it [m]."""
        return np.where(self.under_strut(angles), max(self.outer_face(), self.lamina), self.lamina)

    def dented(self) -> float:
        """Area that struts press the lamina outwards by [m²]."""
        return self.angles.size * self.width * max(self.depth, 0.0)

    def metal_inside(self) -> float:
        """Area of metal that stands within the undented lamina [m²]."""
        return self.angles.size * self.width * min(self.thickness, self.thickness - self.depth)


def between_struts(frame: SectionFrame, values: Array, angles: Array) -> Array:
    """``values`` of the struts, (struts,), carried linearly along the wall from each strut to the next."""
    order = np.argsort(frame.angles % TURN)
    at = (frame.angles % TURN)[order]
    return np.interp(angles % TURN, at, values[order], period=TURN)


def check_frame(frame: SectionFrame, *, media: float, stretch: float) -> None:
    """A Mistake for a deployment that cannot be; ``media`` is its thickness then [m], ``stretch`` the ratio."""
    if stretch < 1:
        raise Mistake(
            f"vessel › stent_to_artery_ratio: {stretch:.3g}; a stent narrower than its artery lies loose in it; "
            "give a ratio of 1 or more"
        )
    um = 1e6
    if frame.thickness >= frame.lamina or frame.inner_face() <= 0.25 * frame.lamina:
        raise Mistake(
            f"struts › strut_thickness: {um * frame.thickness:.4g} um in a vessel of {um * frame.lamina:.4g} um "
            "radius: the artery is too small for this strut"
        )
    spacing = TURN * frame.inner_face() / max(frame.angles.size, 1)
    if frame.angles.size and frame.width >= spacing:
        raise Mistake(
            f"struts › strut_width: {um * frame.width:.4g} um, but {frame.angles.size} struts stand only "
            f"{um * spacing:.4g} um apart; take fewer or narrower struts"
        )
    if frame.depth >= media:
        raise Mistake(
            f"deployment › embedding: struts would reach {um * frame.depth:.4g} um deep, and the media under the "
            f"stent is {um * media:.4g} um thick: the artery is thinner than the strut; embed it less, or take a "
            "thicker artery"
        )
