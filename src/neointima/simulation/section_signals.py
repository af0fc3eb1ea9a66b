"""What the cells of a section are told: growth factors, drug and their neighbours, each where it lies."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.geometry.section_frame import TURN, SectionFrame, between_struts
from neointima.quantities.kinds import Array, Numbers
from neointima.simulation.section_bodies import Bodies
from neointima.submodels.cells.single_cells import Told
from neointima.submodels.injury.growth_factors import GrowthFactors, Response
from neointima.submodels.injury.strut_depth import StrutDepth
from neointima.submodels.signalling.mtorc1_to_g1 import Mtorc1ToG1, Signal
from neointima.submodels.target import Block


class Around(NamedTuple):
    """Lines around the lumen at even angles: its radius [m], and how strongly endothelium brakes the tissue there."""

    lumen: Array
    brake: Array


class Heard(NamedTuple):
    """What was told, and what it was made from, each (bodies,)."""

    told: Told
    drive: Array
    signal: Signal
    undrugged: Signal
    mtorc1_blocked: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionSignals:
    """The radial world's signals at each cell: the mean of what they say is what it says.

    Growth factors start at the surface of the lumen, as strong as the nearest struts were deep, and fall off with
    depth; the media meets their mean over the neointima above it, as in the radial world.
    """

    frame: SectionFrame
    growth_factors: GrowthFactors
    signalling: Mtorc1ToG1
    deployment: StrutDepth
    inflammatory_share: float
    migration_block: float

    def stimulus(self, score: Numbers, angles: Array) -> Array:
        """How strongly the wall answers at ``angles``: at each strut as its score asks, between struts linearly."""
        return between_struts(self.frame, self.deployment.stimulus(score.astype(np.float64)), angles)

    def drive(self, bodies: Bodies, met: Response, around: Around, *, stimulus: Array) -> Array:
        """Growth factor drive of each body, 0 to 1."""
        far = np.hypot(*bodies.position.T)
        place = nearest_direction(bodies.position, around.lumen.size)
        depth = np.maximum(far - around.lumen[place], 0.0)
        thickness = np.maximum(self.frame.lamina - around.lumen[place], 1e-7)
        within = self.growth_factors.reach(np.minimum(depth, thickness))
        mean = self.growth_factors.mean_reach(thickness)
        reached = np.where(bodies.lives.neointimal, within, mean)
        here = Response(*(stimulus * np.squeeze(each) for each in met))
        return self.growth_factors.drive_at(here, around.brake[place], reached)

    def hear(self, bodies: Bodies, block: Block, drive: Array, *, inflammation: Array, dt: float) -> Heard:
        """What each body is told after dt [s] of this ``drive``; crowded ones are told to rest."""
        signal = self.signalling.after(bodies.p27, drive * (1 - block.mtorc1), dt)
        undrugged = self.signalling.after(bodies.p27_undrugged, drive, dt)
        restored = self.inflammatory_share * inflammation / (1 + inflammation)
        held = signal.passage * (1 - block.passage)
        passage = held + restored * (undrugged.passage - held)
        stopped = np.maximum(block.mtorc1 * (1 - restored), block.mitosis)
        free = ~bodies.crowded
        told = Told(drive * free, passage * free, block.mitosis, drive * (1 - stopped * self.migration_block))
        return Heard(told, drive, signal, undrugged, block.mtorc1)


def nearest_direction(position: Array, directions: int) -> Numbers:
    """Number of the even direction nearest to each place, (places,)."""
    turn = np.arctan2(position[:, 1], position[:, 0]) / TURN * directions
    found: Numbers = np.rint(turn).astype(np.int64) % directions
    return found
