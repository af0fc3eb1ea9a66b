"""A length of stented artery: a round wall of layers with a stent's relief in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neointima.geometry.grading import Mark, graded
from neointima.geometry.overlapping_stents import within
from neointima.geometry.relief import TURN, Relief
from neointima.geometry.wall_mesh import ADVENTITIA, MEDIA, NEOINTIMA, Grid, WallMesh, mesh, round_shape

GROWTH = 1.4
BYTES_A_CELL = 2_600
LARGEST_SHARE = 6.0
THINNEST = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class StentedSegment:
    """Metal of ``reliefs`` (two where stents overlap) in a wall with four ``radii``, lumen to outside [m].

    ``length`` [m] along the vessel; ``cell`` [m] is the size of cells in the plane of the wall, four times their size
    across it where struts and lumen are.
    """

    reliefs: Sequence[Relief]
    radii: tuple[float, float, float, float]
    length: float
    cell: float

    def mesh(self) -> WallMesh:
        """The segment cut into cells."""
        lumen, lamina, outer_lamina, outside = self.radii
        layers = (NEOINTIMA, MEDIA, ADVENTITIA) if lamina - lumen > THINNEST else (MEDIA, ADVENTITIA)
        surfaces = [lumen, lamina, outer_lamina, outside][-len(layers) - 1 :]
        fine = self.cell / 4
        marks = [Mark(surfaces[0], fine), Mark(outside, self.cell)]
        marks += [Mark(radius, fine) for radius in surfaces[1:-1]]
        for relief in self.reliefs:
            metal = within(relief, outer_lamina)
            faces = np.nanmin(metal.inner, initial=np.inf), np.nanmax(metal.outer, initial=0.0)
            marks += [Mark(float(face), fine) for face in faces if surfaces[0] < face < outside]
        radii = graded(sorted(marks), growth=GROWTH, largest=(outside - surfaces[0]) / LARGEST_SHARE)
        around, along = self.counts()
        of_ring = np.searchsorted(surfaces[1:-1], (radii[1:] + radii[:-1]) / 2)
        heights = np.linspace(0.0, self.length, along + 1)
        grid = Grid(radii, np.linspace(0.0, TURN, around + 1), heights, np.array(layers)[of_ring])
        return mesh(grid, round_shape(grid), self.reliefs)

    def counts(self) -> tuple[int, int]:
        """Cells around and along."""
        return max(8, round(TURN * self.radii[1] / self.cell)), max(2, round(self.length / self.cell))


def lifted(relief: Relief, *, by: float, until: float) -> Relief:
    """``relief`` with its metal ``by`` [m] nearer the axis up to height ``until`` [m], where it lies on another stent.

    Beyond that it lies on the wall like any other; the step between is as sharp as the raster.
    """
    off = np.where(relief.heights[:-1] - relief.heights[0] < until, by, 0.0)
    return relief._replace(inner=relief.inner - off, outer=relief.outer - off)
