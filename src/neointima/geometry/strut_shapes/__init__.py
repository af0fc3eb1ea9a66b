"""What does a strut look like when it is cut across? Half its height at a distance from its centre line.

Distances are along the wall on the strut's mid radius, heights along the radius; so a shape is bent with the wall and
keeps its area exactly: ½ ((m + h)² − (m − h)²) = 2 m h.
"""

from typing import Protocol

from neointima.quantities.kinds import Array


class StrutShape(Protocol):
    """Contract of the room: a shape as wide as ``width`` and as thick as ``thickness`` [m], symmetric."""

    @property
    def width(self) -> float:
        """Along the wall [m]."""

    @property
    def thickness(self) -> float:
        """Along the radius [m]."""

    def columns(self) -> Array:
        """Edges of the columns that draw the shape in a section, as shares of half the width from −1 to 1."""

    def half_height(self, distance: Array) -> Array:
        """Half the height [m] at ``distance`` [m] from the centre line; NaN beyond the strut."""

    def perimeter(self) -> float:
        """Length of the outline [m]."""

    def abluminal(self) -> float:
        """Length of the outline that looks away from the lumen, within 45 degrees [m]."""

    def area_up_to(self, distance: Array) -> Array:
        """Area [m²] between the centre line and ``distance``, negative on the near side."""
