"""A well: drug in medium, on serum protein and on the FKBP12 of all its cells, which compounds compete for."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import (
    Array,
    CubicMetres,
    CubicMetresPerMoleSecond,
    PartialShare,
    PerSecond,
    PositiveMolesPerCubicMetre,
    Share,
)
from neointima.submodels.medium import Contents

MOST_ROUNDS = 60
CLOSE = 1e-13


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedWell:
    """Free L = m / (V (1 + B)), B = s β / (1 − β) with β the share bound in whole plasma and s the serum in the medium.

    dC/dt = k_on L R − k_off C for each compound, R = F v N − Σ C the FKBP12 that is left in N cells of volume v;
    dm/dt = −dC/dt − k_d m. Breakdown is exact over half steps before and after binding, and binding is backward Euler
    with one equation for R, so no amount is negative at any step. N is held over a step. Compounds are the columns.
    """

    fkbp12: PositiveMolesPerCubicMetre
    cell_volume: CubicMetres
    serum: Share
    plasma_bound: PartialShare
    degradation_rate: PerSecond
    on_rate: CubicMetresPerMoleSecond
    off_rate: PerSecond

    def start(self, nominal: Array, volume: Array) -> Contents:
        medium = nominal * volume
        return Contents(medium, np.zeros_like(medium), np.zeros_like(medium))

    def free(self, contents: Contents, volume: Array) -> Array:
        return contents.medium / self._room(volume)

    def specific(self, contents: Contents, cells: Array) -> Array:
        return contents.complexed / (cells * self.cell_volume)

    def step(self, contents: Contents, *, cells: Array, volume: Array, dt: float) -> Contents:
        contents = self._break_down(contents, dt / 2)
        contents = self._bind(contents, self.fkbp12 * self.cell_volume * cells, room=self._room(volume), dt=dt)
        return self._break_down(contents, dt / 2)

    def _room(self, volume: Array) -> Array:
        """The volume that would hold the medium's drug if all of it were free."""
        return volume * (1 + self.serum * self.plasma_bound / (1 - self.plasma_bound))

    def _break_down(self, contents: Contents, dt: float) -> Contents:
        left = contents.medium * np.exp(-self.degradation_rate * dt)
        return contents._replace(medium=left, degraded=contents.degraded + contents.medium - left)

    def _bind(self, contents: Contents, receptors: Array, *, room: Array, dt: float) -> Contents:
        """Solve R + Σ C(R) = receptors for the receptors R left free; Newton from R = 0 rises without overshoot."""
        contents = _released(contents, receptors)
        out, total = 1 + dt * self.off_rate, contents.medium + contents.complexed
        free = np.zeros_like(receptors)
        for _ in range(MOST_ROUNDS):
            pull = dt * self.on_rate * free / room
            complexed = (contents.complexed + pull * total) / (out + pull)
            slope = dt * self.on_rate / room * (total * out - contents.complexed) / (out + pull) ** 2
            excess = free + complexed.sum(axis=1, keepdims=True) - receptors
            change = excess / (1 + slope.sum(axis=1, keepdims=True))
            free = np.maximum(free - change, 0)
            if np.all(np.abs(excess) <= CLOSE * receptors):
                break
        return contents._replace(medium=total - complexed, complexed=complexed)


def _released(contents: Contents, receptors: Array) -> Contents:
    """Drug on receptors of cells that have died goes back to the medium."""
    held = contents.complexed.sum(axis=1, keepdims=True)
    kept = contents.complexed * np.minimum(1, receptors / np.maximum(held, 1e-300))
    return contents._replace(medium=contents.medium + contents.complexed - kept, complexed=kept)
