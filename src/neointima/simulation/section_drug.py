"""The drug around the cells of a section: the transport of the stented wall, on a mesh that follows the lumen."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import numpy as np

from neointima.geometry.contact import contact, section_coating
from neointima.geometry.contours import circle, fitted, kept_open
from neointima.geometry.section_frame import TURN, SectionFrame
from neointima.geometry.stented_section import StentedSection
from neointima.geometry.strut_shapes import StrutShape
from neointima.geometry.wall_mesh import WallMesh
from neointima.numerics.moved_columns import Columns, carried
from neointima.numerics.transport.advance import Moment, Transport
from neointima.numerics.transport.pools import FREE, NONSPECIFIC, SPECIFIC
from neointima.numerics.transport.stage import Stages
from neointima.quantities.kinds import Array, Numbers
from neointima.simulation.coating import Surfaces
from neointima.simulation.coating.following_curve import FollowingCurve
from neointima.submodels.release import Release
from neointima.submodels.stented_wall.layered_tissue import LayeredTissue

# The nearest to the middle of the lumen that tissue is drawn, as a share of the lamina's radius.
NEAREST = 0.05
# Size of the smallest cells [m], the thinnest neointima that is drawn, and the error allowed in a step.
FINEST, THINNEST, TOLERANCE = 12e-6, 5e-6, 1e-2
# Heights at which a column of the mesh is looked up.
HEIGHTS = 256


class Shape(NamedTuple):
    """What bounds the tissue: radii of the lumen [m] at even angles, of the external lamina and the outside."""

    lumen: Array
    external: float
    outside: float


class Drug(NamedTuple):
    """Drug in the wall of one ``shape``: ``pools`` [mol/m³, (4, cells)], the coating's state, and what has gone.

    ``left`` [mol per metre] went to the blood and through the adventitia, ``broken`` broke down. ``rate`` and ``dt``
    are the solver's.
    """

    shape: Shape
    pools: Array
    coating: Any
    left: Array
    broken: float
    time: float
    rate: Array
    dt: float


class Lookup(NamedTuple):
    """Edges of sectors [rad], inner and outer radius of each [m], and the cell at each (height, sector)."""

    edges: Array
    low: Array
    high: Array
    cells: Numbers

    def at(self, position: Array) -> Numbers:
        """The cell at each place [m, (places, 2)]; places off the wall get the nearest of their sector."""
        far, angles = np.hypot(*position.T), np.arctan2(position[:, 1], position[:, 0]) % TURN
        sector = np.clip(np.searchsorted(self.edges, angles, side="right") - 1, 0, self.low.size - 1)
        height = HEIGHTS * (far - self.low[sector]) / (self.high[sector] - self.low[sector])
        return self.cells[np.clip(height.astype(np.int64), 0, HEIGHTS - 1), sector]


class Field(NamedTuple):
    """A mesh made ready for one shape: where each place lies in it, and what moves drug through it."""

    transport: Any
    volumes: Array
    lookup: Lookup
    coating: Any


class DrugField(Protocol):
    """What the section asks of its drug; amounts are per metre of artery."""

    def start(self, shape: Shape) -> Any: ...
    def open(self, drug: Any, shape: Shape, covered: Array) -> tuple[Any, Any]: ...
    def look(self, drug: Any) -> Any: ...
    def step(self, drug: Any, field: Any, dt: float) -> Any: ...
    def at(self, drug: Any, field: Any, position: Array) -> tuple[Array, Array]: ...
    def at_lumen(self, drug: Any, field: Any, angles: Array) -> tuple[Array, Array]: ...
    def budget(self, drug: Any, field: Any) -> dict[str, float]: ...
    def occupancy(self, drug: Any, field: Any, position: Array) -> Array: ...
    def mass_of_a_mole(self) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDrug:
    """Nothing is released and nothing is there."""

    def start(self, shape: Shape) -> tuple[()]:
        return ()

    def open(self, drug: tuple[()], shape: Shape, covered: Array) -> tuple[tuple[()], None]:
        return (), None

    def look(self, drug: tuple[()]) -> None:
        return None

    def step(self, drug: tuple[()], field: None, dt: float) -> tuple[()]:
        return ()

    def at(self, drug: tuple[()], field: None, position: Array) -> tuple[Array, Array]:
        return np.zeros(len(position)), np.zeros(len(position))

    def at_lumen(self, drug: tuple[()], field: None, angles: Array) -> tuple[Array, Array]:
        return np.zeros(angles.size), np.zeros(angles.size)

    def budget(self, drug: tuple[()], field: None) -> dict[str, float]:
        return dict.fromkeys(("coating_drug", "wall_drug", "lumen_drug", "adventitia_drug", "degraded_drug"), 0.0)

    def occupancy(self, drug: tuple[()], field: None, position: Array) -> Array:
        return np.zeros(len(position))

    def mass_of_a_mole(self) -> float:
        return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionDrug:
    """Release, and the transport of ``tissue`` on a mesh drawn anew for each shape that the section takes.

    Between two meshes drug stays with its tissue: every layer of a sector stretches evenly. Endothelium stands between
    wall and blood with its ``permeability`` [m/s].
    """

    frame: SectionFrame
    strut: StrutShape
    tissue: LayeredTissue
    release: Release
    abluminal: bool
    molar_mass: float
    permeability: float

    def start(self, shape: Shape) -> Drug:
        """An empty wall and a full coating."""
        mesh = self._mesh(shape)
        pools = np.zeros((4, mesh.number().max() + 1))
        coating = self._coating(mesh).start()
        return Drug(shape, pools, coating, np.zeros(2), 0.0, 0.0, np.zeros(pools.shape[1]), 60.0)

    def open(self, drug: Drug, shape: Shape, covered: Array) -> tuple[Drug, Field]:
        """Drug carried to the mesh of a new ``shape``; ``covered`` (angles,) is endothelium at even angles, 0 to 1."""
        before, mesh = self._mesh(drug.shape), self._mesh(shape)
        old, new = columns_of(before), columns_of(mesh)
        amounts = carried(old, new, np.vstack([drug.pools, drug.rate[None]]) * old.volumes) / new.volumes
        pools = self._within_sites(amounts[:4])
        coating = self._coating(mesh)
        network = self.tissue.network(mesh, wash_out=self._wash_out(mesh, covered))
        joined = coating.join(network, self.tissue.chemistry(network.volumes.size))
        stages = Stages(network, joined.chemistry)
        beside = contact(mesh).whole > 0
        parts = (np.ones(pools.shape[1], dtype=bool), beside)
        transport = Transport(joined.networks, stages, feed=coating.feed, parts=parts, tolerance=TOLERANCE)
        carried_on = drug._replace(shape=shape, pools=pools, rate=amounts[4])
        return carried_on, Field(transport, new.volumes, _lookup(mesh), coating)

    def look(self, drug: Drug) -> Field:
        """The mesh that drug lies in, to look at and not to step with."""
        mesh = self._mesh(drug.shape)
        return Field(None, columns_of(mesh).volumes, _lookup(mesh), self._coating(mesh))

    def step(self, drug: Drug, field: Field, dt: float) -> Drug:
        """Advance by dt [s]."""
        now = Moment(drug.time, drug.pools, drug.left, drug.broken, drug.coating, drug.rate, drug.dt)
        then = field.transport.until(now, drug.time + dt)
        return Drug(drug.shape, then.pools, then.coating, then.left, then.broken, then.time, then.rate, then.dt)

    def at(self, drug: Drug, field: Field, position: Array) -> tuple[Array, Array]:
        """Drug on specific sites and free drug [mol/m³] at each place [m, (places, 2)]."""
        cells = field.lookup.at(position)
        return drug.pools[SPECIFIC][cells], drug.pools[FREE][cells]

    def at_lumen(self, drug: Drug, field: Field, angles: Array) -> tuple[Array, Array]:
        """Drug on specific sites and free drug in the tissue under the lumen's surface, at ``angles``."""
        cells = field.lookup.at(1e-9 * np.stack([np.cos(angles), np.sin(angles)], axis=-1))
        return drug.pools[SPECIFIC][cells], drug.pools[FREE][cells]

    def occupancy(self, drug: Drug, field: Field, position: Array) -> Array:
        """Share of specific sites that carry drug at each place."""
        return self.at(drug, field, position)[0] / max(float(self.tissue.specific_density), 1e-300)

    def budget(self, drug: Drug, field: Field) -> dict[str, float]:
        """Where all the drug is [mol per metre]."""
        now = Moment(drug.time, drug.pools, drug.left, drug.broken, drug.coating, drug.rate, drug.dt)
        return {
            "coating_drug": field.coating.held(now),
            "wall_drug": float(drug.pools.sum(axis=0) @ field.volumes),
            "lumen_drug": float(drug.left[0]) + field.coating.swept(now),
            "adventitia_drug": float(drug.left[1]),
            "degraded_drug": drug.broken,
        }

    def mass_of_a_mole(self) -> float:
        """The drug's molar mass [kg/mol]."""
        return self.molar_mass

    def _mesh(self, shape: Shape) -> WallMesh:
        """The tissue around the struts in cells."""
        frame = self.frame
        held = (frame.lamina, frame.angles.tobytes(), frame.width, frame.thickness, frame.depth)
        strut: Any = self.strut
        return _drawn(held, strut, (shape.lumen.tobytes(), shape.external, shape.outside))

    def _coating(self, mesh: WallMesh) -> FollowingCurve:
        touching = contact(mesh)
        touched = touching.outer if self.abluminal else touching.whole
        whole = section_coating(self.strut, self.frame.angles.size, abluminal=self.abluminal)
        surfaces = Surfaces(touched, max(whole, float(touched.sum())))
        uptake = float(self.tissue.uptake)
        return FollowingCurve(
            release=self.release, surfaces=surfaces, molar_mass=self.molar_mass, length=1.0, uptake=uptake
        )

    def _wash_out(self, mesh: WallMesh, covered: Array) -> Array:
        """Clearance by blood and through endothelium in series [m/s], (sectors, 1)."""
        middles = (mesh.grid.angles[1:] + mesh.grid.angles[:-1]) / 2
        angles = np.arange(covered.size) * TURN / covered.size
        here = np.interp(middles, angles, covered, period=TURN)
        found: Array = 1 / (1 / float(self.tissue.lumen_transfer) + here / self.permeability)
        return found[:, None]

    def _within_sites(self, pools: Array) -> Array:
        """No more bound than there are sites: tissue that shrinks sets drug free."""
        found = pools.copy()
        for pool, density in (
            (SPECIFIC, self.tissue.specific_density),
            (NONSPECIFIC, self.tissue.nonspecific_density),
        ):
            over = np.maximum(found[pool] - float(density), 0.0)
            found[pool] -= over
            found[FREE] += over
        return found


@lru_cache(maxsize=2)
def _drawn(held: tuple[Any, ...], strut: Any, shape: tuple[bytes, float, float]) -> WallMesh:
    """The mesh of one shape; the neointima is at least ``THINNEST``. A day's mesh is asked for four times."""
    lumen, external, outside = shape
    frame = SectionFrame(held[0], np.frombuffer(held[1]), *held[2:])
    line = kept_open(fitted(np.frombuffer(lumen)), NEAREST * frame.lamina)
    even = np.arange(2048) * TURN / 2048
    over = float(np.max(line.radius(even))) - (frame.lamina - THINNEST)
    line.cosine[0] -= max(over, 0.0)
    surfaces = (line, circle(frame.lamina), circle(external), circle(outside))
    depth = np.full(frame.angles.size, frame.depth)
    return StentedSection(surfaces=surfaces, shape=strut, angles=frame.angles, depth=depth, finest=FINEST).mesh()


def columns_of(mesh: WallMesh) -> Columns:
    """The cells of a section's mesh as columns."""
    return Columns(mesh.number()[:, :, 0], mesh.volumes()[mesh.tissue > 0], mesh.grid.layers)


def _lookup(mesh: WallMesh) -> Lookup:
    """Which cell lies where; within a strut it is the next tissue outwards."""
    number = mesh.number()[:, :, 0]
    radii = np.hypot(*np.moveaxis(mesh.shape.nodes, -1, 0))
    radii = (radii + np.roll(radii, -1, axis=1)) / 2
    table = np.empty((HEIGHTS, number.shape[1]), dtype=np.int64)
    shares = (np.arange(HEIGHTS) + 0.5) / HEIGHTS
    for sector, column in enumerate(number.T):
        edges = radii[:, sector]
        ring = np.searchsorted(edges, edges[0] + shares * (edges[-1] - edges[0])) - 1
        table[:, sector] = _filled(column)[np.clip(ring, 0, column.size - 1)]
    return Lookup(mesh.grid.angles, radii[0], radii[-1], table)


def _filled(column: Numbers) -> Numbers:
    """The column with each −1 replaced by the next cell outwards."""
    filled = column.copy()
    for ring in range(column.size - 2, -1, -1):
        if filled[ring] < 0:
            filled[ring] = filled[ring + 1]
    return filled
