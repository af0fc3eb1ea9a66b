"""How do the struts of a stent run? A family of designs gives the middle lines of its struts, deployed.

Rings keep the length of their struts when they open, and links theirs; so a stent opened wider has lower rings.
"""

from typing import Protocol

from neointima.quantities.kinds import Array


class StentPattern(Protocol):
    """Contract of the room; each family declares its own numbers."""

    def pitch(self, radius: float) -> float:
        """Distance along the axis [m] from a ring to its neighbour, on struts whose middle lies at ``radius`` [m]."""

    def centre_lines(self, radius: float, length: float) -> list[Array]:
        """Lines of shape (points, 2), arc length and height [m], all between heights 0 and ``length``."""
