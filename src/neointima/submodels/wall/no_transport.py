"""A wall that drug never reaches, because there is none."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array
from neointima.submodels.wall import Mesh, Passage, Tissue


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTransport:
    """Every pool stays empty."""

    def start(self, mesh: Mesh) -> Tissue:
        return Tissue(*(np.zeros_like(mesh.areas),) * 4)

    def held(self, tissue: Tissue, mesh: Mesh) -> Array:
        return np.zeros((len(mesh.areas), 1))

    def occupancy(self, tissue: Tissue) -> Array:
        return tissue.specific

    def reshape(self, tissue: Tissue, before: Mesh, after: Mesh) -> Tissue:
        return tissue

    def feed(self, mesh: Mesh, released: Array, *, facing: Array, covered: Array) -> Array:
        return np.zeros_like(mesh.areas)

    def step(self, tissue: Tissue, mesh: Mesh, *, source: Array, dt: float) -> tuple[Tissue, Passage]:
        nothing = np.zeros((len(mesh.areas), 1))
        return tissue, Passage(nothing, nothing, nothing)
