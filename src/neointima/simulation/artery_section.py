"""A stented artery in a section, cell by cell: the histologist's unit, with drug, flow and struts around its cells."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from neointima.geometry.lumen_surface import DIRECTIONS, area_within, lumen_surface
from neointima.geometry.section_frame import TURN, SectionFrame
from neointima.geometry.vessel import Vessel
from neointima.numerics.crowding.made_room import LAYERS, SECTORS, Laid, made_room
from neointima.numerics.random_streams import stream
from neointima.quantities.kinds import Array
from neointima.simulation.section_bodies import Bodies, descended
from neointima.simulation.section_drug import DrugField, Shape
from neointima.simulation.section_shear import LumenShear, Shear
from neointima.simulation.section_signals import Around, Heard, SectionSignals
from neointima.simulation.section_snapshot import MACROPHAGE
from neointima.simulation.section_start import first_bodies, gathered
from neointima.submodels.cells.endothelial_patches import EndothelialPatches, Patches
from neointima.submodels.cells.single_cells import SingleCells
from neointima.submodels.growth.matrix_turnover import Matrix, MatrixTurnover
from neointima.submodels.injury.growth_factors import Response
from neointima.submodels.injury.macrophages import Macrophages
from neointima.submodels.injury.strut_tears import Injury, StrutTears
from neointima.submodels.mechanics.crossing import Crossing
from neointima.submodels.mechanics.crowded_tissue import BETWEEN, CROSSING, WITHIN, CrowdedTissue
from neointima.submodels.target import Block, Target

HOUR = 3600.0
FIRST_PASSES = 400


class Totals(NamedTuple):
    """Counted since implantation: muscle cells born, dead and gone to the neointima; matrix made and removed [m²]."""

    born: int
    died: int
    migrated: int
    made: float
    removed: float


class State(NamedTuple):
    """Everything that changes. Lines around the lumen have an entry for each of 720 even directions.

    ``lumen`` and ``tissue`` are the radii of the lumen with and without metal [m], ``external`` that of the external
    lamina; ``residual`` is the force that tissue was left with, over the strength of repulsion.
    """

    time: float
    bodies: Bodies
    drug: Any
    block: Block
    response: Response
    patches: Patches
    injury: Injury
    lumen: Array
    tissue: Array
    external: float
    shear: Shear
    totals: Totals
    residual: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ArterySection:
    """One section, as thick as a cell would be were it a cube. Drug moves in real time, healing on the species' clock.

    ``who`` names whose luck it is: the animal, and the arm unless animals are shared.
    """

    seed: int
    who: tuple[str, ...]
    vessel: Vessel
    frame: SectionFrame
    drug: DrugField
    target: Target
    signals: SectionSignals
    cells: SingleCells
    patches: EndothelialPatches
    matrix: MatrixTurnover
    tears: StrutTears
    macrophages: Macrophages
    tissue: CrowdedTissue
    crossing: Crossing
    shear: LumenShear

    def start(self) -> State:
        """The section just after the balloon is let down."""
        bodies = first_bodies(self)
        film = float((bodies.proteoglycan + bodies.collagen).sum())
        lamina, nothing = np.full(DIRECTIONS, self.frame.lamina), np.zeros(len(bodies.kind))
        now = State(
            time=0.0,
            bodies=bodies,
            drug=(),
            block=Block(nothing, nothing, nothing),
            response=self.signals.growth_factors.start(np.ones(1)),
            patches=self.patches.start(stream(self.seed, "endothelium", *self.who).random(DIRECTIONS)),
            injury=self.injury(),
            lumen=lamina,
            tissue=lamina,
            external=self.external(bodies),
            shear=self.shear.start(lamina),
            totals=Totals(0, 0, 0, film, 0.0),
            residual=0.0,
        )
        now = self._settled(now, passes=FIRST_PASSES)
        drive = self.drive(now, now.response)
        p27 = self.signals.signalling.start(drive).p27
        bodies = now.bodies._replace(p27=p27, p27_undrugged=p27)
        return now._replace(bodies=bodies, drug=self.drug.start(self.shape(now)))

    def day(self, now: State, *, hours: int = 24) -> State:
        """A day, hour by hour; the mesh for the drug is drawn for the lumen of its morning."""
        drug, field = self.drug.open(now.drug, self.shape(now), now.patches.covered().astype(np.float64))
        now = now._replace(drug=drug)
        for _ in range(hours):
            now = self.step(now, field, HOUR)
        return now

    def step(self, now: State, field: Any, dt: float) -> State:
        """What happens in dt [s], in order; ``field`` is the drug's mesh of the day."""
        healing = dt * float(self.vessel.clock)
        drug = self.drug.step(now.drug, field, dt)
        at_lumen = self.target.block(*self.drug.at_lumen(drug, field, directions()))
        patches = self.patches.step(now.patches, np.maximum(at_lumen.mtorc1, at_lumen.mitosis), healing)
        response = self.signals.growth_factors.step(now.response, np.array(healing))
        # Fading signals act with their mean over the step.
        met = Response(*((before + after) / 2 for before, after in zip(now.response, response, strict=True)))
        block = self.target.block(*self.drug.at(drug, field, now.bodies.position))
        heard = self._hear(now, met, block, dt=dt)
        lived = self.cells.step(now.bodies.lives, heard.told, healing)
        bodies, totals = self._secrete(now, heard, healing)
        radius = self.radius(bodies)
        totals = totals._replace(
            born=totals.born + lived.source.size - radius.size,
            died=totals.died + int(lived.died.sum()),
            migrated=totals.migrated + int(lived.left.sum()),
        )
        bodies = self._cross(descended(bodies, lived, radius), now.injury, healing)
        bodies = gathered(self, bodies, now.injury, met=met, time=healing * now.time / dt)
        then = now._replace(
            time=now.time + dt,
            bodies=bodies,
            drug=drug,
            block=self.target.block(*self.drug.at(drug, field, bodies.position)),
            response=response,
            patches=patches,
            external=self.external(bodies),
            totals=totals,
        )
        return self._settled(self._made_room(now, then))

    def slab(self) -> float:
        """Thickness of the section [m]: that of a cell, were it a cube."""
        return float(self.cells.muscle.cell_volume) ** (1 / 3)

    def cell_area(self) -> float:
        """Area that a cell takes up in the section [m²]."""
        return float(self.cells.muscle.cell_volume) / self.slab()

    def first_cells(self) -> int:
        """Muscle cells of the media before anything is done to it."""
        return round(float(self.cells.muscle.media_density * self.vessel.media_area()) * self.slab())

    def media_matrix(self) -> float:
        """Area of the media that is no cell [m²], which stays."""
        return float(self.vessel.media_area()) - self.first_cells() * self.cell_area()

    def injury(self) -> Injury:
        """What each strut tore."""
        luck = stream(self.seed, "tears", *self.who).standard_normal(self.frame.angles.size)
        stretch, media = float(self.vessel.stent_to_artery_ratio), self.media_thickness()
        return self.tears.injure(self.frame, stretch=stretch, media=media, luck=luck)

    def media_thickness(self) -> float:
        """Thickness of the media once stretched [m]."""
        lamina = self.frame.lamina
        return float(np.sqrt(lamina**2 + float(self.vessel.media_area()) / np.pi)) - lamina

    def external(self, bodies: Bodies) -> float:
        """Radius of the external lamina [m]: the media keeps its area, with the cells it has and the struts in it."""
        change = (int(bodies.in_media().sum()) - self.first_cells()) * self.cell_area()
        area = float(self.vessel.media_area()) + change + self.frame.dented()
        return float(np.sqrt(self.frame.lamina**2 + area / np.pi))

    def shape(self, now: State) -> Shape:
        """What bounds the tissue in which drug moves."""
        return Shape(now.tissue, now.external, now.external + float(self.vessel.adventitia_thickness))

    def area(self, bodies: Bodies) -> Array:
        """Area of each body with its matrix [m²]."""
        media, living = bodies.in_media(), bodies.lives.alive | (bodies.kind == MACROPHAGE)
        around = np.where(media, self.media_matrix() / max(int(media.sum()), 1), 0.0)
        return living * self.cell_area() + around + bodies.proteoglycan + bodies.collagen

    def radius(self, bodies: Bodies) -> Array:
        """Radius of each body as a disc [m]."""
        return self.tissue.radius(self.area(bodies))

    def brake(self, now: State) -> Array:
        """How strongly endothelium holds the tissue back, around the lumen."""
        spacing = TURN * float(now.lumen.mean()) / DIRECTIONS
        return self.patches.brake(now.patches, self.shear.stress(now.shear), spacing)

    def drive(self, now: State, met: Response) -> Array:
        """Growth factor drive of each body."""
        return self.signals.drive(now.bodies, met, Around(now.lumen, self.brake(now)), stimulus=self._stimulus(now))

    def _stimulus(self, now: State) -> Array:
        """How strongly the wall answers where each body lies."""
        angles = np.arctan2(now.bodies.position[:, 1], now.bodies.position[:, 0])
        return self.signals.stimulus(now.injury.score, angles)

    def _hear(self, now: State, met: Response, block: Block, *, dt: float) -> Heard:
        inflammation = self._stimulus(now) * float(met.inflammation[0])
        return self.signals.hear(now.bodies, block, self.drive(now, met), inflammation=inflammation, dt=dt)

    def _secrete(self, now: State, heard: Heard, dt: float) -> tuple[Bodies, Totals]:
        """Matrix that the neointima's cells lay down and that goes again, and the signals kept with them."""
        bodies, nothing = now.bodies, np.zeros(len(now.bodies.kind))
        cells = np.where(bodies.in_neointima(), self.cell_area(), 0.0)
        before = Matrix(bodies.proteoglycan, bodies.collagen, bodies.synthesis, nothing, nothing)
        after = self.matrix.step(before, cells, drive=heard.drive, dt=np.array(dt))
        kept = bodies._replace(
            proteoglycan=after.proteoglycan,
            collagen=after.collagen,
            synthesis=after.synthesis,
            p27=heard.signal.p27,
            p27_undrugged=heard.undrugged.p27,
        )
        made, removed = now.totals.made + float(after.made.sum()), now.totals.removed + float(after.removed.sum())
        return kept, now.totals._replace(made=made, removed=removed)

    def _cross(self, bodies: Bodies, injury: Injury, dt: float) -> Bodies:
        """Cells on their way through the internal lamina go on."""
        going = np.flatnonzero(bodies.crossing & bodies.lives.alive)
        if not going.size:
            return bodies
        openings = self.tears.openings(self.frame, injury)
        position, crossing = bodies.position.copy(), bodies.crossing.copy()
        position[going], through = self.crossing.step(position[going], openings, frame=self.frame, dt=dt)
        crossing[going] = ~through
        return bodies._replace(position=position, crossing=crossing)

    def _made_room(self, before: State, now: State) -> State:
        """Tissue gives way to what grew since ``before``."""
        here = now.bodies.lives.neointimal & ~now.bodies.crossing
        position = now.bodies.position.copy()
        metal = self.frame.metal(SECTORS, LAYERS)
        position[here] = made_room(self._laid(before), self._laid(now), metal=metal, lamina=self.frame.lamina)
        return now._replace(bodies=now.bodies._replace(position=position))

    def _laid(self, now: State) -> Laid:
        """Bodies that have come through the internal lamina."""
        here = now.bodies.lives.neointimal & ~now.bodies.crossing
        return Laid(now.bodies.position[here], self.area(now.bodies)[here])

    def _settled(self, now: State, **passes: int) -> State:
        """Bodies make room for one another; the lumen is what they leave, and the flow in it."""
        bodies = now.bodies
        radius = self.radius(bodies)
        place = np.where(bodies.lives.neointimal, WITHIN, BETWEEN)
        place[bodies.crossing] = CROSSING
        found = self.tissue.settle(bodies.position, radius, place, frame=self.frame, outer=now.external, **passes)
        surface = lumen_surface(found.position, radius, place == WITHIN, frame=self.frame)
        return now._replace(
            bodies=bodies._replace(position=found.position, crowded=found.crowded),
            lumen=surface.lumen,
            tissue=surface.tissue,
            shear=self.shear.step(now.shear, surface.lumen),
            residual=found.residual,
        )


def directions() -> Array:
    """The even directions of lines around the lumen [rad]."""
    return np.arange(DIRECTIONS) * TURN / DIRECTIONS


def lumen_area(now: State) -> float:
    """Area of the lumen [m²]."""
    return area_within(now.lumen)
