"""What does an angiogram say of a lumen? Frames read from files or rendered, and diameters along a line."""

from math import nan
from typing import NamedTuple

from neointima.quantities.kinds import Array


class Frame(NamedTuple):
    """One frame: ``pixels`` (rows, columns), smaller where contrast agent lies in the way of the beam.

    ``scale`` [m] is the side of a pixel in the plane of the vessel, nan where nothing tells. ``is_log`` where the
    pixels are logarithms of the light already. ``notes`` say how it was read and scaled.
    """

    pixels: Array
    scale: float = nan
    is_log: bool = False
    notes: tuple[str, ...] = ()
