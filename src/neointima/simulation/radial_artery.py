"""A stented artery in one radial dimension: the whole chain from coating to lumen."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from neointima.geometry.radial_mesh import CELLS_OF, LAYERS, Radii, areas, faces
from neointima.geometry.struts import Struts
from neointima.geometry.vessel import Vessel
from neointima.quantities.kinds import Array, KilogramsPerMole, Pure
from neointima.submodels.cells.endothelium import Endothelium
from neointima.submodels.cells.smooth_muscle import Drives, Population, SmoothMuscle
from neointima.submodels.growth.around_struts import AroundStruts, Contour, Dents
from neointima.submodels.growth.matrix_turnover import Matrix, MatrixTurnover
from neointima.submodels.injury.growth_factors import GrowthFactors, Response
from neointima.submodels.injury.strut_depth import StrutDepth
from neointima.submodels.release import Release
from neointima.submodels.signalling.mtorc1_to_g1 import Mtorc1ToG1, Signal
from neointima.submodels.target import Block, Target
from neointima.submodels.wall import Mesh, Passage, Tissue, Wall


class State(NamedTuple):
    """Everything that changes. Per-cell arrays (cases, cells), the rest (cases, 1)."""

    coating: Any
    mesh: Mesh
    tissue: Tissue
    lost: Passage
    block: Block
    response: Response
    drive: Array
    signal: Signal
    undrugged: Signal
    endothelium: Array
    cells: Population
    matrix: Matrix
    contour: Contour


@dataclass(frozen=True, slots=True, kw_only=True)
class RadialArtery:
    """One arm's arteries, a batch of cases at a time. Drug moves in real time, healing on the species' clock."""

    cases: int
    vessel: Vessel
    struts: Struts
    molar_mass: KilogramsPerMole
    facing: Pure
    release: Release
    wall: Wall
    target: Target
    signalling: Mtorc1ToG1
    deployment: StrutDepth
    growth_factors: GrowthFactors
    muscle: SmoothMuscle
    endothelium: Endothelium
    matrix: MatrixTurnover
    growth: AroundStruts

    def start(self) -> State:
        """The artery just after the balloon is let down."""
        column = np.ones((self.cases, 1))
        cells = self.muscle.start(self.vessel.media_area() * column)
        matrix = self.matrix.start(self.vessel.stretched_radius() * column)
        contour = self._contour(cells, matrix)
        mesh = self._mesh(contour)
        tissue = self.wall.start(mesh)
        response = self.growth_factors.start(self.deployment.stimulus(self.injury_score()) * column)
        endothelium = self.endothelium.start() * column
        drive = self.growth_factors.drive(response, endothelium, contour.thickness_between_struts)
        signal = self.signalling.start(drive * np.ones_like(mesh.areas))
        return State(
            coating=self.release.start(),
            mesh=mesh,
            tissue=tissue,
            lost=Passage(0 * column, 0 * column, 0 * column),
            block=self.target.block(tissue.specific, tissue.free),
            response=response,
            drive=drive,
            signal=signal,
            undrugged=self.signalling.start(drive),
            endothelium=endothelium,
            cells=cells,
            matrix=matrix,
            contour=contour,
        )

    def step(self, now: State, dt: float) -> State:
        """What happens in dt [s], in order."""
        healing = dt * self.vessel.clock
        coating, released = self.release.step(now.coating, dt)
        tissue, lost = self._transport(now, released / self.molar_mass * np.ones_like(now.drive), dt)
        block = self.target.block(tissue.specific, tissue.free)
        endothelium = self.endothelium.step(now.endothelium, np.maximum.reduce(block)[:, :1], healing)
        response = self.growth_factors.step(now.response, healing)
        # Fading signals act with their mean over the step.
        met = Response(*((before + after) / 2 for before, after in zip(now.response, response, strict=True)))
        covered = (now.endothelium + endothelium) / 2
        drive = self.growth_factors.drive(met, covered, now.contour.thickness_between_struts)
        signal = self.signalling.step(now.signal, drive * (1 - block.mtorc1), dt)
        undrugged = self.signalling.step(now.undrugged, drive, dt)
        drives = self._drives(block, met, drive, signals=(signal, undrugged))
        cells = self.muscle.step(now.cells, drives, healing)
        matrix = self.matrix.step(now.matrix, self.muscle.volume(now.cells.neointima()), drive=drive, dt=healing)
        contour = self._contour(cells, matrix)
        mesh = self._mesh(contour)
        return State(
            coating=coating,
            mesh=mesh,
            tissue=self.wall.reshape(tissue, now.mesh, mesh),
            lost=Passage(*(before + more for before, more in zip(now.lost, lost, strict=True))),
            block=block,
            response=response,
            drive=drive,
            signal=signal,
            undrugged=undrugged,
            endothelium=endothelium,
            cells=cells,
            matrix=matrix,
            contour=contour,
        )

    def injury_score(self) -> Array:
        """Mean Schwartz score of the section, from the media as the stent has thinned it."""
        radius = self.vessel.stretched_radius()
        media = np.sqrt(radius**2 + self.vessel.media_area() / np.pi) - radius
        depth = self.deployment.depth(self.struts.strut_thickness)
        return self.deployment.score(self.vessel.stent_to_artery_ratio, depth, media)

    def _transport(self, now: State, released: Array, dt: float) -> tuple[Tissue, Passage]:
        """Drug from the stent into the wall, and past it into the blood."""
        source = self.wall.feed(now.mesh, released, facing=self.facing, covered=now.contour.strut_coverage)
        tissue, lost = self.wall.step(now.tissue, now.mesh, source=source, dt=dt)
        return tissue, lost._replace(lumen=lost.lumen + released - source.sum(axis=1, keepdims=True))

    def _drives(self, block: Block, response: Response, drive: Array, *, signals: tuple[Signal, Signal]) -> Drives:
        """What the cells of media and neointima are told: layer means, and the part that inflammation restores."""
        signal, undrugged = signals
        restored = self.vessel.inflammatory_share * response.inflammation / (1 + response.inflammation)
        held, blocked, mitosis = by_layer(np.stack([signal.passage * (1 - block.passage), block.mtorc1, block.mitosis]))
        passage = held + restored * (undrugged.passage - held)
        blocked = blocked * (1 - restored)
        # Migrating cells come from the media, so it is the media's drug that slows them.
        migration = drive * (1 - np.maximum(blocked[:, :1], mitosis[:, :1]) * self.muscle.migration_block)
        return Drives(drive, passage, mitosis, migration)

    def _contour(self, cells: Population, matrix: Matrix) -> Contour:
        depth = self.deployment.depth(self.struts.strut_thickness)
        dented = self.struts.struts * self.struts.strut_width * depth
        struts = Dents(self.struts.metal(), dented, self.struts.strut_thickness, depth)
        media = self.vessel.media_area() * np.ones((self.cases, 1))
        media = media + self.muscle.volume(cells.media() - self.muscle.medial(media))
        tissue = self.muscle.volume(cells.neointima()) + matrix.area()
        return self.growth.contour(self.vessel.stretched_radius(), struts, tissue=tissue, media=media)

    def _mesh(self, contour: Contour) -> Mesh:
        column = np.ones((self.cases, 1))
        radii = Radii(
            contour.lumen_radius * column,
            contour.lamina_radius * column,
            contour.media_radius * column,
            (contour.media_radius + self.vessel.adventitia_thickness) * column,
        )
        edges = faces(radii)
        return Mesh(edges, areas(edges), LAYERS)


def by_layer(values: Array) -> Array:
    """Means over media and neointima, shape (…, cases, 2); the cells of a layer have equal areas."""
    means = [np.add.reduce(values[..., cells], axis=-1) / (cells.stop - cells.start) for cells in reversed(CELLS_OF)]
    return np.stack(means, axis=-1)
