"""Wells of a plate: the same signalling and cells as in the artery, with medium in place of the wall."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.geometry.dish import Dish
from neointima.quantities.kinds import Array
from neointima.submodels.cells.smooth_muscle import Drives, Population, SmoothMuscle, counted
from neointima.submodels.medium import Contents, Medium
from neointima.submodels.signalling.mtorc1_to_g1 import Mtorc1ToG1, Signal
from neointima.submodels.target import Block, Target

FIRST = 3  # cells in a dish are synthetic, as those of the neointima are
G1 = FIRST + 1


class State(NamedTuple):
    """Everything that changes, each (wells, …)."""

    contents: Contents
    block: Block
    signal: Signal
    cells: Population


@dataclass(frozen=True, slots=True, kw_only=True)
class CultureDish:
    """Wells of one compound, and of a ``competitor`` in the same medium; both are columns of ``nominal`` [mol/m³].

    ``volume`` [m³], ``seeded`` cells and ``growth`` (share of full growth factor drive) have shape (wells, 1).
    """

    dish: Dish
    medium: Medium
    targets: tuple[Target, ...]
    signalling: Mtorc1ToG1
    muscle: SmoothMuscle
    nominal: Array
    volume: Array
    seeded: Array
    growth: Array

    def start(self) -> State:
        """Cells just seeded, in G1, with no drug in the medium."""
        phases = np.zeros((len(self.seeded), 6))
        phases[:, G1 : G1 + 1] = counted(self.seeded)
        nothing = np.zeros_like(self.seeded)
        cells = Population(phases, nothing, nothing, nothing)
        contents = self.medium.start(0 * self.nominal, self.volume)
        signal = self.signalling.start(self.drive(cells))
        return State(contents, self._block(contents, cells), signal, cells)

    def dose(self, now: State) -> State:
        """The drug goes in."""
        return now._replace(contents=self.medium.start(self.nominal, self.volume))

    def step(self, now: State, dt: float) -> State:
        """What happens in dt [s], in order."""
        number = now.cells.neointima()
        contents = self.medium.step(now.contents, cells=number, volume=self.volume, dt=dt)
        block = self._block(contents, now.cells)
        drive = self.drive(now.cells)
        signal = self.signalling.step(now.signal, drive * (1 - block.mtorc1), dt)
        passage = signal.passage * (1 - block.passage)
        drives = Drives(drive, passage * np.ones((1, 2)), block.mitosis * np.ones((1, 2)), 0 * drive)
        return State(contents, block, signal, self.muscle.step(now.cells, drives, np.array(dt)))

    def drive(self, cells: Population) -> Array:
        """Growth factor drive, which crowding takes away: full in an empty well, none in a confluent one."""
        return self.growth * np.maximum(1 - cells.neointima() / self.dish.confluent, 0)

    def _block(self, contents: Contents, cells: Population) -> Block:
        """What all compounds do together; shares left free multiply."""
        free, specific = self.medium.free(contents, self.volume), self.medium.specific(contents, cells.neointima())
        left = np.ones((3, len(self.seeded), 1))
        for k, target in enumerate(self.targets):
            left *= 1 - np.stack(target.block(specific[:, k : k + 1], free[:, k : k + 1]))
        return Block(*(1 - left))
