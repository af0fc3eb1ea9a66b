"""A cross-section of a stented artery: round or traced layers, struts pressed in, cells small where they meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from neointima.geometry.contours import Contour, check_nested
from neointima.geometry.grading import Mark, graded
from neointima.geometry.overlapping_stents import within
from neointima.geometry.relief import TURN, Relief
from neointima.geometry.strut_section import relief_of_struts
from neointima.geometry.strut_shapes import StrutShape
from neointima.geometry.wall_mesh import ADVENTITIA, MEDIA, NEOINTIMA, Grid, WallMesh, mesh, round_shape, traced_shape
from neointima.quantities.kinds import Array

# Of a strut's width: round struts have no edge to refine at, so all of them is cut this fine.
ROUND_CELLS = 16
COARSE = 12.0
# Sectors around where no strut is near, and the size of cells [m] beside a lamina.
SECTORS = 160
AT_LAMINA = 6e-6
SURFACES = ("lumen", "internal elastic lamina", "external elastic lamina", "outside of the adventitia")
LAYERS = (NEOINTIMA, MEDIA, ADVENTITIA)
THINNEST = 1e-6
SAMPLES = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class StentedSection:
    """Struts of one ``shape`` at ``angles`` [rad, measured along the internal lamina] in a wall of four ``surfaces``.

    ``surfaces`` run from the lumen to the outside; the lumen may be the internal lamina itself. ``depth`` [m] is how
    far the outer face of each strut lies outside the lamina, negative for a malapposed one. ``finest`` [m] is the size
    of cells where strut, tissue and lumen meet, across the wall; along it cells are ``stretch`` times as long, for
    drug moves more easily along fibres, and each is ``growth`` times its neighbour nearer the strut.
    """

    surfaces: Sequence[Contour]
    shape: StrutShape | None
    angles: Array
    depth: Array
    finest: float
    growth: float = 1.3
    stretch: float = 2.0

    def mesh(self) -> WallMesh:
        """The section cut into cells. Struts that overlap or reach beyond the media are Mistakes."""
        kept, layers = self._layers()
        check_nested([self.surfaces[k] for k in kept], [SURFACES[k] for k in kept])
        reference = self._reference_radii(kept)
        struts = self._relief(reference[kept.index(1)])
        radii = self._rings(reference, struts)
        of_ring = np.searchsorted(reference[1:-1], (radii[1:] + radii[:-1]) / 2)
        grid = Grid(radii, self._sectors(reference[kept.index(1)]), np.array([0.0, 1.0]), np.array(layers)[of_ring])
        if all(self.surfaces[k].cosine.size == 1 for k in kept):
            return mesh(grid, round_shape(grid), [] if struts is None else [struts])
        levels = np.interp(radii, reference, np.arange(len(kept)))
        traced = traced_shape(grid, [self.surfaces[k] for k in kept], levels=levels, reference=kept.index(1))
        return mesh(grid, traced, [] if struts is None else [self._stretched(struts, reference, kept)])

    def _layers(self) -> tuple[list[int], list[int]]:
        """Surfaces that bound a layer that is there, and those layers."""
        even = np.arange(SAMPLES) * TURN / SAMPLES
        inside, lamina = (self.surfaces[k].radius(even) for k in (0, 1))
        if np.allclose(inside, lamina, atol=THINNEST, rtol=0):
            return [1, 2, 3], [MEDIA, ADVENTITIA]
        return [0, 1, 2, 3], list(LAYERS)

    def _reference_radii(self, kept: list[int]) -> Array:
        """Radii of a round wall with the lamina's length and each layer's mean thickness [m]."""
        even = np.arange(SAMPLES) * TURN / SAMPLES
        at = [self.surfaces[k].radius(even) for k in kept]
        lamina = self.surfaces[1]
        length = np.hypot(lamina.radius(even), lamina.slope(even)).mean()
        means = np.array([(after - before).mean() for before, after in pairwise(at)])
        radii = np.concatenate([[0.0], np.cumsum(means)])
        return radii - radii[kept.index(1)] + length

    def _relief(self, lamina: float) -> Relief | None:
        if self.shape is None or not self.angles.size:
            return None
        return relief_of_struts(self.shape, angles=self.angles, outer_face=lamina + self.depth)

    def _rings(self, reference: Array, struts: Relief | None) -> Array:
        """Edges of rings, fine at the lumen and at struts, less so at the laminae."""
        lumen, outside = reference[0], reference[-1]
        marks = [Mark(lumen, self.finest), Mark(outside, COARSE * AT_LAMINA)]
        marks += [Mark(float(radius), max(self.finest, AT_LAMINA)) for radius in reference[1:-1]]
        if struts is not None:
            faces = self._faces(within(struts, reference[-2]))
            marks += [Mark(float(radius), self._fine()) for radius in faces if lumen < radius < outside]
        return graded(sorted(marks), growth=self.growth, largest=(outside - lumen) / COARSE)

    def _faces(self, struts: Relief) -> Array:
        """Radii at which struts begin and end, and of round ones some between."""
        assert self.shape is not None
        ends = np.unique(np.round([np.nanmin(struts.inner), *np.unique(np.nan_to_num(struts.outer, nan=np.nan))], 12))
        ends = ends[np.isfinite(ends)]
        if self.shape.columns().size > 2:
            ends = np.linspace(np.nanmin(struts.inner), np.nanmax(struts.outer), ROUND_CELLS // 2 + 1)
        return ends if ends.size < 4 * ROUND_CELLS else ends[:: ends.size // ROUND_CELLS]

    def _fine(self) -> float:
        """Size of cells at a strut's faces [m]."""
        assert self.shape is not None
        return self.finest if self.shape.columns().size == 2 else max(self.finest, self.shape.width / ROUND_CELLS)

    def _sectors(self, lamina: float) -> Array:
        """Edges of sectors over one turn, fine at the flanks of struts."""
        largest = max(TURN / SECTORS, 4 * self.stretch * self.finest / lamina)
        if self.shape is None or not self.angles.size:
            return np.linspace(0, TURN, int(np.ceil(TURN / largest)) + 1)
        order = np.argsort(self.angles % TURN)
        middles, depth = (self.angles % TURN)[order], np.broadcast_to(self.depth, self.angles.shape)[order]
        halves = self.shape.width / 2 / (lamina + depth - self.shape.thickness / 2)
        start = middles[0] - (middles[0] - middles[-1] + TURN) / 2
        marks = [Mark(start, largest), Mark(start + TURN, largest)]
        parts = ROUND_CELLS // 2 if self.shape.columns().size > 2 else 1
        for middle, half in zip(middles, halves, strict=True):
            places = middle + half * np.linspace(-1, 1, parts + 1)
            marks += [Mark(float(place), self.stretch * self._fine() / lamina) for place in places]
        return graded(sorted(marks), growth=self.growth, largest=largest)

    def _stretched(self, struts: Relief, reference: Array, kept: list[int]) -> Relief:
        """Struts keep their size in space: where a layer is thicker than its mean they take less of the reference."""
        at = kept.index(1)
        middles = (struts.angles[1:] + struts.angles[:-1]) / 2
        lamina = reference[at]
        ratio = []
        for low in (at - 1, at):
            if low < 0:
                ratio.append(np.ones_like(middles))
                continue
            thick = self.surfaces[kept[low + 1]].radius(middles) - self.surfaces[kept[low]].radius(middles)
            ratio.append((reference[low + 1] - reference[low]) / thick)
        inside, outside = (np.asarray(each)[:, None] for each in ratio)
        sides = [
            lamina + (side - lamina) * np.where(side < lamina, inside, outside) for side in (struts.inner, struts.outer)
        ]
        return struts._replace(inner=sides[0], outer=sides[1])
