"""One moment of a section: its outlines and everything that lives in it."""

from typing import NamedTuple

from neointima.geometry.section_contours import SectionContours
from neointima.quantities.kinds import Array, Marks, Numbers

MUSCLE, FIBRIN, REMNANT, MACROPHAGE = range(4)
NEOINTIMA, MEDIA = range(2)
QUIESCENT, G1, SG2M = range(3)


class Snapshot(NamedTuple):
    """What stands under the microscope at ``day``. Arrays of equal length, one entry for each body in the section.

    ``kind`` is muscle cell, fibrin, matrix that a dead cell left (remnant) or macrophage; ``layer`` neointima or media;
    ``phase`` of the cycle (muscle cells). ``radius`` [m] is that of a disc as large as the body with its share of
    matrix; ``matrix`` is that share, 0 to 1, and ``collagen`` the collagen in the matrix, 0 to 1. ``synthetic`` marks
    muscle cells that have left the contractile state. ``endothelium`` marks, at evenly spaced ``angles`` [rad] of the
    lumen, where endothelium covers it; ``torn`` marks where the internal lamina is torn, at the same angles;
    ``injury`` is the Schwartz score of each strut.
    """

    day: float
    contours: SectionContours
    position: Array
    radius: Array
    kind: Numbers
    layer: Numbers
    phase: Numbers
    matrix: Array
    collagen: Array
    synthetic: Marks
    angles: Array
    endothelium: Marks
    torn: Marks
    injury: Numbers
