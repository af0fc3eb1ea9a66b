"""The annulus by FiPy: Grid2D in (r, angle) with the metric in its coefficients, sweeps of a linearised source.

FiPy has no polar mesh of (r, angle), so r and 1/r are put into the terms, as its FAQ does for other metrics. Bound drug
is eliminated in every cell, its slope given to ImplicitSourceTerm, so that a sweep is a Newton step. TransientTerm is
backward Euler; the second-order scheme takes two such stages, the second from values carried ahead.
"""

import itertools

import numpy as np
import problem as p
from fipy import CellVariable, DiffusionTerm, FaceVariable, Grid2D, ImplicitSourceTerm, TransientTerm
from fipy.solvers.scipy import LinearLUSolver

# Finest cell [m] and growth with distance from the corner, the same family that pinned the answer.
LEVELS = [(4e-7, 0.6), (2e-7, 0.4), (1e-7, 0.25), (5e-8, 0.15)]
# Steps at each level. Euler's error is below zero and that of the cells above: fewer steps would let them cancel.
STEPS = {"sdirk": (8, 12, 16, 24), "euler": (100, 200, 400, 800)}


class Annulus:
    """Mesh, unknown and the equation of one stage."""

    def __init__(self, finest: float, growth: float) -> None:
        dr, da = p.polar_grid(finest, growth)
        # Lengths in mm and angles in radians keep FiPy's cells near one.
        self.mesh = mesh = Grid2D(dx=dr * 1e3, dy=da)
        shift = p.INNER * 1e3
        r, face_r = mesh.cellCenters[0].value + shift, mesh.faceCenters[0].value + shift
        across = np.abs(mesh.faceNormals[0]) > 0.5
        weight = np.where(across, p.RADIAL * 1e6 * face_r, p.CIRCUMFERENTIAL * 1e6 / face_r)
        self.volume = r * mesh.cellVolumes
        self.c, self.bound = CellVariable(mesh=mesh, hasOld=True), np.zeros(r.size)
        angle = np.mod(mesh.faceCenters[1].value, p.SECTOR) - p.SECTOR / 2
        self.c.constrain(0.0, where=mesh.facesLeft.value & (np.abs(angle) > p.HALF_STRUT))
        angle = np.mod(mesh.cellCenters[1].value, p.SECTOR) - p.SECTOR / 2
        foot = (np.arange(r.size) % dr.size == 0) & (np.abs(angle) < p.HALF_STRUT)
        # Flux density × r dθ of the face, spread over the cell beside it; FiPy multiplies by the cell's dr dθ.
        self.source = np.where(foot, shift / (dr[0] * 1e3), 0.0)
        self.constant, self.slope = CellVariable(mesh=mesh), CellVariable(mesh=mesh)
        self.equation = TransientTerm(coeff=CellVariable(mesh=mesh, value=r)) == (
            DiffusionTerm(coeff=FaceVariable(mesh=mesh, value=weight)) + self.constant + ImplicitSourceTerm(self.slope)
        )
        self.r, self.solver = r, LinearLUSolver(tolerance=1e-10, iterations=2)

    def stage(self, start: tuple[np.ndarray, np.ndarray], flux: float, dt: float) -> tuple[np.ndarray, np.ndarray]:
        """(c, b) after one implicit step from ``start``; sweeps until c stands still."""
        c0, b0 = start
        c = self.c
        c.old.setValue(c0)
        for _ in range(20):
            before = c.value.copy()
            below = 1 + dt * (p.ON_RATE * before + p.OFF_RATE)
            bound = (b0 + dt * p.ON_RATE * p.SITES * before) / below
            slope = p.ON_RATE * (p.SITES - bound) / below
            self.slope.setValue(-self.r * slope)
            self.constant.setValue(self.r * (slope * before - (bound - b0) / dt) + self.source * flux * 1e3)
            self.equation.sweep(var=c, dt=dt, solver=self.solver)
            change = np.max(np.abs(c.value - before))
            if change < 1e-5 * np.max(c.value):
                break
        below = 1 + dt * (p.ON_RATE * c.value + p.OFF_RATE)
        return c.value.copy(), (b0 + dt * p.ON_RATE * p.SITES * c.value) / below

    def step(self, now: tuple[np.ndarray, np.ndarray], stages: list[tuple[float, float]]):
        """One step of one or two stages."""
        start = now
        for i, (t, dt) in enumerate(stages):
            after = self.stage(start, p.inflow(t), dt)
            if i + 1 < len(stages):
                start = tuple(x0 + (1 - p.GAMMA) / p.GAMMA * (x1 - x0) for x0, x1 in zip(now, after, strict=True))
        return after


def main() -> None:
    asked = p.asked(STEPS)
    annulus = Annulus(*LEVELS[asked.level])
    now = np.zeros(annulus.r.size), np.zeros(annulus.r.size)
    ends = p.clock(asked.steps, asked.days)
    watch = p.Stopwatch()
    for t, end in itertools.pairwise(ends):
        now = annulus.step(now, p.stages(asked.scheme, t, end - t))
    watch.answer(
        unknowns=annulus.r.size, steps=asked.steps, value=lambda: annulus.volume @ sum(now) / annulus.volume.sum()
    )


if __name__ == "__main__":
    main()
