"""Smooth muscle cells of media and neointima by phase of the cycle."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.numerics.linear import step as linear_step
from neointima.quantities.kinds import Array, CubicMetres, PerCubicMetre, PerSecond, Share

EXACT = 2.0**-20
QUIESCENT, G1, SG2M = range(3)
MEDIA, NEOINTIMA = 0, 3


class Population(NamedTuple):
    """Cells per metre of artery; ``phases`` has shape (cases, 6), three phases of media then of neointima.

    ``born``, ``died`` and ``migrated`` are totals since implantation, shape (cases, 1). Every number is a whole
    multiple of 2⁻²⁰ cell, so sums are exact up to 2³³ (8.6e9) cells a metre, three times what a packed 3 mm artery
    holds: cells now − cells at the start = born − died.
    """

    phases: Array
    born: Array
    died: Array
    migrated: Array

    def media(self) -> Array:
        return self.phases[:, MEDIA : MEDIA + 3].sum(axis=1, keepdims=True)

    def neointima(self) -> Array:
        return self.phases[:, NEOINTIMA : NEOINTIMA + 3].sum(axis=1, keepdims=True)


class Drives(NamedTuple):
    """What the cells are told, shape (cases, 2) for media and neointima, or (cases, 1) for both."""

    growth: Array
    passage: Array
    mitosis_block: Array
    migration: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class SmoothMuscle:
    """Quiescent ⇌ G1 → S/G2/M → 2 G1, migration from media to neointima, death.

    Activation = k_a g, passage = k_p p, return to rest = k_r (1 − p), division = k_d (1 − mitotic block), with growth
    factor drive g and G1 passage p. Media cells answer with ``media_response``. Blocked mitoses die at
    ``mitotic_death``; a full block takes ``migration_block`` of migration. One SDIRK2 step of the linear system;
    rates are held over the step.
    """

    media_density: PerCubicMetre
    cell_volume: CubicMetres
    activation_rate: PerSecond
    passage_rate: PerSecond
    return_rate: PerSecond
    division_rate: PerSecond
    death_rate: PerSecond
    mitotic_death: PerSecond
    migration_rate: PerSecond
    migration_block: Share
    media_response: Share

    def start(self, media_area: Array) -> Population:
        """Quiescent media cells, no neointima; ``media_area`` [m²]."""
        phases = np.zeros((len(media_area), 6))
        phases[:, :1] = self.medial(media_area)
        nothing = np.zeros((len(media_area), 1))
        return Population(phases, nothing, nothing, nothing)

    def medial(self, media_area: Array) -> Array:
        """Cells per metre in the media of an artery left alone."""
        return counted(self.media_density * media_area)

    def step(self, cells: Population, drives: Drives, dt: Array) -> Population:
        """Advance by dt [s] of biological time."""
        births, deaths, moves = self._rates(drives, len(cells.phases))
        matrix = self._matrix(drives, births=births, deaths=deaths, moves=moves)
        stages = linear_step(matrix, cells.phases, dt)
        present = stages.integral(dt)
        born, died, moving = counted(births * present), counted(deaths * present), counted(moves * present)
        moved = moving.sum(axis=1, keepdims=True)
        change = (born - died).reshape(-1, 2, 3).sum(axis=2) + moved * np.array([[-1.0, 1.0]])
        return Population(
            _balanced(cells.phases, stages.last, change),
            cells.born + born.sum(axis=1, keepdims=True),
            cells.died + died.sum(axis=1, keepdims=True),
            cells.migrated + moved,
        )

    def volume(self, number: Array) -> Array:
        """Cross-section taken by ``number`` cells per metre [m²]."""
        return number * self.cell_volume

    def cycling(self, cells: Population) -> Array:
        """PCNA-positive share of all cells, which is the share in S/G2/M, shape (cases, 1)."""
        phases = cells.phases.reshape(-1, 2, 3).sum(axis=1)
        return phases[:, SG2M:] / phases.sum(axis=1, keepdims=True)

    def _rates(self, drives: Drives, cases: int) -> tuple[Array, Array, Array]:
        """Births, deaths and moves per cell of each phase [1/s], shape (cases, 6)."""
        births, deaths, moves = np.zeros((3, cases, 2, 3))
        births[:, :, SG2M] = self.division_rate * (1 - drives.mitosis_block)
        deaths[:] = np.reshape(self.death_rate, (-1, 1, 1))
        deaths[:, :, SG2M] += self.mitotic_death * drives.mitosis_block
        moves[:, 0, QUIESCENT:SG2M] = self.migration_rate * drives.migration
        return births.reshape(-1, 6), deaths.reshape(-1, 6), moves.reshape(-1, 6)

    def _matrix(self, drives: Drives, *, births: Array, deaths: Array, moves: Array) -> Array:
        """The linear system, shape (cases, 6, 6)."""
        activation = np.empty((len(births), 2))
        activation[:, 1:] = self.activation_rate * drives.growth
        activation[:, :1] = activation[:, 1:] * self.media_response
        passage, rest = np.empty((2, len(births), 2))
        passage[:] = self.passage_rate * drives.passage
        rest[:] = self.return_rate * (1 - drives.passage)
        matrix = np.zeros((len(births), 6, 6))
        # One assignment fills the place of both layers: phases of the neointima follow those of the media.
        both = np.einsum("...iaib->...abi", matrix.reshape(-1, 2, 3, 2, 3))
        both[:, G1, QUIESCENT], both[:, QUIESCENT, QUIESCENT] = activation, -activation
        both[:, QUIESCENT, G1], both[:, SG2M, G1], both[:, G1, G1] = rest, passage, -rest - passage
        both[:, G1, SG2M], both[:, SG2M, SG2M] = 2 * births[:, SG2M::3], -births[:, SG2M::3]
        matrix[:, NEOINTIMA + G1, MEDIA + QUIESCENT] = moves[:, MEDIA + QUIESCENT]
        matrix[:, NEOINTIMA + G1, MEDIA + G1] = moves[:, MEDIA + G1]
        diagonal = np.arange(6)
        matrix[:, diagonal, diagonal] -= deaths + moves
        return matrix


def counted(number: Array) -> Array:
    """``number`` to the nearest 2⁻²⁰ cell, so that adding and subtracting cells never rounds."""
    return np.rint(number / EXACT) * EXACT


def _balanced(before: Array, after: Array, change: Array) -> Array:
    """``after`` counted, its quiescent cells set so that each layer changes by exactly ``change``."""
    old, new = before.reshape(-1, 2, 3), counted(after).reshape(-1, 2, 3)
    new[:, :, QUIESCENT] = old.sum(axis=2) + change - new[:, :, G1:].sum(axis=2)
    return new.reshape(-1, 6)
