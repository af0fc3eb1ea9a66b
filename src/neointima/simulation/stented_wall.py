"""Drug from a coating into a wall with struts in it: a section or a segment, without cells."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from neointima.geometry.wall_mesh import WallMesh
from neointima.numerics.transport.advance import Moment, Transport
from neointima.numerics.transport.pools import FREE, NONSPECIFIC, SOLID, SPECIFIC
from neointima.numerics.transport.stage import Stages
from neointima.quantities.kinds import Array, Numbers
from neointima.simulation.coating import Coating
from neointima.submodels.stented_wall.layered_tissue import LayeredTissue


@dataclass(frozen=True, slots=True, kw_only=True)
class StentedWall:
    """The wall, what moves drug in it, and the coating on the struts.

    ``lodged`` [mol, (cells,)] is solid drug that a balloon left in the wall at the start; ``wash_out`` [m/s, (sectors,
    slices)] the lumen's clearance by place, if a flow field gives it. ``touched`` [m², (cells,)] is the coating's
    contact and ``peristrut`` marks tissue within 50 µm of a strut. ``tolerance`` is the error allowed in a step, as a
    share of the content.
    """

    mesh: WallMesh
    tissue: LayeredTissue
    coating: Coating
    molar_mass: float
    tissue_density: float
    lodged: Array
    touched: Array
    peristrut: Array
    wash_out: Array | None = None
    tolerance: float = 1e-2

    def ready(self) -> tuple[Transport, Moment]:
        """The transport problem and its first moment."""
        network = self.tissue.network(self.mesh, wash_out=self.wash_out)
        joined = self.coating.join(network, self.tissue.chemistry(network.volumes.size))
        pools = joined.pools.copy()
        pools[SOLID, : self.lodged.size] += self.lodged / network.volumes
        stages = Stages(joined.networks(0.0), joined.chemistry)

        def feed(coating: Any, dt: float) -> tuple[Any, Array]:
            """What the coating gives, for every cell of the network, also where nothing comes."""
            after, amount = self.coating.feed(coating, dt)
            return after, amount + np.zeros(pools.shape[1])

        # Around struts drug comes and goes faster than elsewhere, so there the error must be small too.
        beside = np.zeros(pools.shape[1], dtype=bool)
        beside[: self.peristrut.size] = self.peristrut > 0
        parts = (*joined.parts, beside)
        transport = Transport(joined.networks, stages, feed=feed, parts=parts, tolerance=self.tolerance)
        return transport, transport.start(self.coating.start(), pools)

    def volumes(self) -> Array:
        """Tissue of each cell [m³; m² per metre of a section], shape (cells,)."""
        return self.mesh.volumes()[self.mesh.tissue > 0]

    def layers(self) -> Numbers:
        """Layer of each cell, shape (cells,)."""
        shape = self.mesh.tissue.shape
        layers: Numbers = np.broadcast_to(self.mesh.grid.layers[:, None, None], shape)[self.mesh.tissue > 0]
        return layers

    def occupancy(self, now: Moment) -> Array:
        """Share of specific sites that carry drug, none where there are no sites; shape (cells,)."""
        sites = float(self.tissue.specific_density)
        held = now.pools[SPECIFIC, : self.lodged.size]
        return held / sites if sites > 0 else np.zeros_like(held)

    def budget(self, now: Moment) -> dict[str, float]:
        """Where all the drug is [mol]."""
        tissue = now.pools[:, : self.lodged.size]
        return {
            "coating_drug": self.coating.held(now),
            "wall_drug": float(tissue.sum(axis=0) @ self.volumes()),
            "lumen_drug": float(now.left[0]) + self.coating.swept(now),
            "adventitia_drug": float(now.left[1]),
            "degraded_drug": now.broken,
        }


POOLS = {"free_drug": FREE, "specific_drug": SPECIFIC, "nonspecific_drug": NONSPECIFIC, "solid_drug": SOLID}
