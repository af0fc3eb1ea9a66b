"""The annulus by NGSolve: quadratic triangles in the plane, symbolic forms, Newton, as its documentation shows.

The mesh is graded to both ends of every foot by ``maxh`` on vertices, the documented way of refining at a corner. Bound
drug is eliminated at the integration points and kept there, as the documentation keeps internal variables; binding sees
no negative drug. One thread, NGSolve's default.
"""

import itertools
from math import atan2, cos, hypot, sin

import numpy as np
import problem as p
from netgen.occ import ArcOfCircle, Face, OCCGeometry, Pnt, Wire, WorkPlane
from ngsolve import (
    H1,
    BilinearForm,
    CoefficientFunction,
    GridFunction,
    IfPos,
    Integrate,
    Mesh,
    OuterProduct,
    Parameter,
    ds,
    dx,
    grad,
    x,
    y,
)
from ngsolve.comp import IntegrationRuleSpace
from ngsolve.solvers import Newton

# Edge length at the ends of the feet and anywhere [mm], growth of neighbours.
LEVELS = [(1e-3, 0.1, 0.5), (3e-4, 0.1, 0.5), (1e-4, 0.1, 0.4), (3e-5, 0.08, 0.3)]
# Steps at each level: about half of what space errs by, or much less, is left to time.
STEPS = {"sdirk": (8, 12, 16, 24), "euler": (50, 100, 200, 400)}
MM = 1e3


def mesh(finest: float, widest: float, grading: float) -> Mesh:
    """Triangles of the whole annulus in millimetres, its lumen face named foot and gap."""

    def point(angle: float) -> Pnt:
        return Pnt(p.INNER * MM * cos(angle), p.INNER * MM * sin(angle), 0)

    ends = np.sort([(k + s * p.HALF_STRUT / p.SECTOR) * p.SECTOR for k in range(p.STRUTS) for s in (-1, 1)])
    arcs = [
        ArcOfCircle(point(a), point((a + b) / 2), point(b))
        for a, b in zip(ends, np.append(ends[1:], ends[0] + p.STRUTS * p.SECTOR), strict=True)
    ]
    wall = WorkPlane().Circle(0, 0, p.OUTER * MM).Face() - Face(Wire(arcs))
    for edge in wall.edges:
        middle = edge.Value(sum(edge.parameter_interval) / 2)
        sectors = atan2(middle.y, middle.x) / p.SECTOR
        inside = hypot(middle.x, middle.y) < (p.INNER + p.OUTER) / 2 * MM
        edge.name = ("foot" if abs(sectors - round(sectors)) < 0.1 else "gap") if inside else "outer"
    for vertex in wall.vertices:
        if hypot(vertex.p.x, vertex.p.y) < (p.INNER + p.OUTER) / 2 * MM:
            vertex.maxh = finest
    made = Mesh(OCCGeometry(wall, dim=2).GenerateMesh(maxh=widest, grading=grading))
    made.Curve(2)
    return made


class Annulus:
    """Space, fields and the form of one implicit stage."""

    def __init__(self, wall: Mesh) -> None:
        self.wall, self.space = wall, H1(wall, order=2, dirichlet="gap")
        points = IntegrationRuleSpace(wall, order=4)
        self.at_points = dx(intrules=points.GetIntegrationRules())
        self.c, self.c_start = GridFunction(self.space), GridFunction(self.space)
        self.b, self.b_start = GridFunction(points), GridFunction(points)
        self.dt, self.flux = Parameter(1.0), Parameter(0.0)
        r = (x * x + y * y) ** 0.5
        outwards, around = CoefficientFunction((x / r, y / r)), CoefficientFunction((-y / r, x / r))
        diffusivity = MM**2 * (
            p.RADIAL * OuterProduct(outwards, outwards) + p.CIRCUMFERENTIAL * OuterProduct(around, around)
        )
        c, v = self.space.TnT()
        gained = c + self.bound(c) - self.c_start - self.b_start
        self.form = BilinearForm(self.space, symmetric=True)
        self.form += (gained * v).Compile() * self.at_points
        self.form += (self.dt * (diffusivity * grad(c)) * grad(v)).Compile() * dx
        self.form += (-self.dt * self.flux * MM * v).Compile() * ds("foot")

    def bound(self, c: CoefficientFunction) -> CoefficientFunction:
        """Bound drug after an implicit step, from free drug; below zero its tangent, for Newton's sake."""
        on, below = self.dt * p.ON_RATE, 1 + self.dt * p.OFF_RATE
        saturating = (self.b_start + p.SITES * on * c) / (below + on * c)
        return IfPos(c, saturating, self.b_start / below + on * (p.SITES * below - self.b_start) / below**2 * c)

    def stage(self, t: float, dt: float) -> None:
        """One implicit stage from the start fields to c and b."""
        self.dt.Set(dt)
        self.flux.Set(p.inflow(t))
        failed, _ = Newton(self.form, self.c, maxit=30, maxerr=1e-6, inverse="umfpack", dampfactor=1, printing=False)
        if failed:
            raise ArithmeticError("Newton did not converge")
        self.b.Interpolate(self.bound(self.c))

    def step(self, stages: list[tuple[float, float]]) -> None:
        """One step of one or two stages."""
        before = self.c.vec.CreateVector(copy=True), self.b.vec.CreateVector(copy=True)
        for field, start in ((self.c, self.c_start), (self.b, self.b_start)):
            start.vec.data = field.vec
        for i, (t, dt) in enumerate(stages):
            self.stage(t, dt)
            if i + 1 < len(stages):
                ahead = (1 - p.GAMMA) / p.GAMMA
                for field, start, old in zip((self.c, self.b), (self.c_start, self.b_start), before, strict=True):
                    start.vec.data = (1 - ahead) * old + ahead * field.vec

    def mean(self) -> float:
        """Wall mean of free and bound drug."""
        return Integrate((self.c + self.b) * self.at_points, self.wall) / Integrate(1, self.wall)


def main() -> None:
    asked = p.asked(STEPS)
    annulus = Annulus(mesh(*LEVELS[asked.level]))
    ends = p.clock(asked.steps, asked.days)
    watch = p.Stopwatch()
    for t, end in itertools.pairwise(ends):
        annulus.step(p.stages(asked.scheme, t, end - t))
    watch.answer(unknowns=annulus.space.ndof, steps=asked.steps, value=annulus.mean)


if __name__ == "__main__":
    main()
