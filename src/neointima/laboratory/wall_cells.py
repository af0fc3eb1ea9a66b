"""The cells of a recorded stented wall, where they lie and what they hold: for pictures and for other programs."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array, Numbers
from neointima.simulation.recording import Recording

POOLS = ("free_drug", "specific_drug", "nonspecific_drug", "solid_drug")
MEDIA = 1
MOSTLY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class WallCells:
    """Where the cells of one wall lie.

    ``corners`` [m, (r + 1, a, 2)] close around; ``heights`` [m, (z + 1,)] are 0 and 1 for a section; ``ring``,
    ``sector`` and ``piece`` (cells,) place each cell on the mesh (r, a, z); ``layers`` (r,) is the layer of each ring;
    ``tissue`` (cells,) is the share of each cell that is not metal.
    """

    corners: Array
    heights: Array
    ring: Numbers
    sector: Numbers
    piece: Numbers
    layers: Numbers
    tissue: Array

    @property
    def shape(self) -> tuple[int, int, int]:
        """Rings, sectors and slices of the mesh."""
        return self.corners.shape[0] - 1, self.corners.shape[1], self.heights.size - 1

    @property
    def is_section(self) -> bool:
        """Whether the wall is a section, one metre long in its equations and without a length of its own."""
        return self.heights.size == 2

    def laid_out(self, values: Array) -> Array:
        """Values of the cells on the mesh (r, a, z), nan where there is metal."""
        mesh = np.full(self.shape, np.nan)
        mesh[self.ring, self.sector, self.piece] = values
        return mesh

    def drawn(self, values: Array) -> Array:
        """Values of the cells on the mesh (r, a, z), nan also where a cell is more metal than tissue."""
        return self.laid_out(np.where(self.tissue < MOSTLY, np.nan, values))

    def boundaries(self) -> list[int]:
        """Edges of rings at which a layer begins or ends, the lumen's first."""
        return [0, *(np.flatnonzero(np.diff(self.layers)) + 1).tolist(), self.layers.size]


def wall_cells(recording: Recording) -> WallCells:
    """Where the cells of the first case lie."""
    values = {name: recording.values[name][0] for name in ("ring", "sector", "slice", "layer", "corner", "height")}
    ring, sector, piece = (values[name].astype(np.int64) for name in ("ring", "sector", "slice"))
    layers = np.zeros(values["corner"].shape[0] - 1, dtype=np.int64)
    # A ring that is all metal takes the layer of the ring inside it.
    layers[ring] = values["layer"].astype(np.int64)
    face = areas(values["corner"])[ring, sector] * np.diff(values["height"])[piece]
    return WallCells(
        corners=values["corner"],
        heights=values["height"],
        ring=ring,
        sector=sector,
        piece=piece,
        layers=np.maximum.accumulate(layers),
        tissue=np.minimum(recording.values["cell_volume"][0] / face, 1.0),
    )


def areas(corners: Array) -> Array:
    """Areas of the quadrilaterals between corners (r + 1, a, 2) that close around [m², (r, a)]."""
    after = np.roll(corners, -1, axis=1)
    one, two = after[1:] - corners[:-1], corners[1:] - after[:-1]
    crossed: Array = np.abs(one[..., 0] * two[..., 1] - one[..., 1] * two[..., 0]) / 2
    return crossed


def total_drug(recording: Recording) -> Array:
    """Drug in each cell, free, bound and solid [mol/m³], shape (days, cells), of the first case."""
    total: Array = sum((recording.values[pool][0] for pool in POOLS), start=np.zeros(()))
    return total


def mass_share(recording: Recording) -> float:
    """Drug per mass of tissue [kg/kg] for one mol/m³: molar mass over the density of tissue.

    Read from the recording itself, as its content of the wall over its mean concentration; 0 if it held no drug.
    """
    held, content = recording.values["wall_drug"][0], recording.values["tissue_content"][0]
    fullest = int(np.argmax(held))
    volume = float(recording.values["cell_volume"][0].sum())
    return float(content[fullest]) * volume / float(held[fullest]) if held[fullest] > 0 else 0.0


def content(recording: Recording) -> Array:
    """Drug per mass of tissue [kg/kg] in each cell, shape (days, cells), of the first case."""
    return total_drug(recording) * mass_share(recording)
