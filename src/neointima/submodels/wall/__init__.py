"""Where does the drug go once it has left the stent?"""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from neointima.quantities.kinds import Array


class Tissue(NamedTuple):
    """Concentrations per tissue volume [mol/m³, shape (cases, cells)]; undissolved drug does not move."""

    free: Array
    specific: Array
    nonspecific: Array
    undissolved: Array


class Mesh(NamedTuple):
    """Face radii [m, (cases, cells + 1)], areas [m², (cases, cells)] and the layer of each cell (0, 1, 2)."""

    faces: Array
    areas: Array
    layers: NDArray[np.int_]


class Passage(NamedTuple):
    """What left the wall in a step [mol per metre of artery, shape (cases, 1)]."""

    lumen: Array
    adventitia: Array
    degraded: Array


class Wall(Protocol):
    """Contract of the room. Nothing is lost: held + what left = what was fed, to 1e-8."""

    def start(self, mesh: Mesh) -> Tissue:
        """A wall without drug."""

    def held(self, tissue: Tissue, mesh: Mesh) -> Array:
        """All drug in the wall [mol/m]."""

    def occupancy(self, tissue: Tissue) -> Array:
        """Share of specific sites that carry drug, shape (cases, cells)."""

    def reshape(self, tissue: Tissue, before: Mesh, after: Mesh) -> Tissue:
        """Carry the drug along as the wall grows: amounts stay with their cells."""

    def feed(self, mesh: Mesh, released: Array, *, facing: Array, covered: Array) -> Array:
        """Where drug ``released`` [mol/m] enters the wall, shape (cases, cells); the rest is swept away."""

    def step(self, tissue: Tissue, mesh: Mesh, *, source: Array, dt: float) -> tuple[Tissue, Passage]:
        """Advance by dt with ``source`` [mol/m over the step, (cases, cells)] coming from the stent."""
