"""Drug in the stented wall by finite elements (scikit-fem): biquadratic in (r, angle), Simpson-lumped mass, SDIRK2.

Nothing here is shared with the package. Errors at the default grading and steps are in ``pinned.csv``.
"""

import itertools
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu
from skfem import Basis, BilinearForm, ElementQuad2, FacetBasis, LinearForm, MeshQuad
from skfem.helpers import grad

from independent.grading import clock, lines
from independent.problems import DAY, OFF_RATE, ON_RATE, SITES, WALLS, Wall, inflow

SIMPSON = np.array([0.0, 0.5, 1.0]), np.array([1.0, 4.0, 1.0]) / 6
ON_SQUARE = np.stack([x.ravel() for x in np.meshgrid(SIMPSON[0], SIMPSON[0])]), np.outer(SIMPSON[1], SIMPSON[1]).ravel()
ON_EDGE = SIMPSON[0][None], SIMPSON[1]
GAMMA = 1 - 0.5**0.5


@dataclass(frozen=True, kw_only=True)
class System:
    """mass × d(c + b)/dt = load × flux − operator c at the free nodes; ``patch`` and ``mass`` weigh contents."""

    mass: np.ndarray
    patch: np.ndarray
    load: np.ndarray
    operator: sp.csc_matrix
    free: np.ndarray


def tissue(wall: Wall, layer: int, *, finest: float, growth: float) -> MeshQuad:
    """Quadrilaterals of one layer, crowded towards the corner of strut and tissue.

    Coordinates are radius and angle from that corner: nanometres beside millimetres would cost half the digits.
    """
    low = wall.layers[layer - 1][0] - wall.face if layer else wall.inner - wall.face
    high = wall.layers[layer][0] - wall.face
    stops = {wall.inner - wall.face, 0.0, wall.patch, *(x[0] - wall.face for x in wall.layers)}
    r = lines(sorted(stops), 0.0, finest=finest, growth=growth)
    stretch = (wall.layers[0][2] / wall.layers[0][1]) ** 0.5 / wall.inner
    sides = [-wall.half_strut, 0.0, wall.half_sector - wall.half_strut]
    angle = lines(sides, 0.0, finest=finest * stretch, growth=growth)
    mesh = MeshQuad.init_tensor(r[(r >= low) & (r <= high)], angle)
    x, y = mesh.p[:, mesh.t].mean(axis=1)
    metal = (x < 0) & (y < 0)
    return mesh.remove_elements(np.flatnonzero(metal)) if metal.any() else mesh


@LinearForm
def amount(v, w):
    """Per angle, so that the length r of an arc enters."""
    return v * (w.corner + w.x[0])


@LinearForm
def side(v, w):
    return v


@BilinearForm
def across(u, v, w):
    """Exchange over an arc."""
    return u * v * (w.corner + w.x[0])


@BilinearForm
def transport(u, v, w):
    """Diffusion and convection, the latter by parts; r v is the same at every radius."""
    r, du, dv = w.corner + w.x[0], grad(u), grad(v)
    return w.radial * r * du[0] * dv[0] + w.circumferential / r * du[1] * dv[1] - w.flow * u * dv[0]


def arc(mesh: MeshQuad, radius: float, *, beneath: bool | None = None) -> np.ndarray:
    """Boundary facets at a radius, measured as in the mesh: all, those under the strut's arc, or those beside it."""

    def chosen(x: np.ndarray) -> np.ndarray:
        here = np.isclose(x[0], radius, rtol=1e-9, atol=1e-15)
        return here if beneath is None else here & ((x[1] < 0) == beneath)

    return mesh.facets_satisfying(chosen, boundaries_only=True)


def edge(mesh: MeshQuad, facets: np.ndarray) -> FacetBasis:
    """Simpson's rule on boundary facets."""
    return FacetBasis(mesh, ElementQuad2(), facets=facets, quadrature=ON_EDGE)


def coating(wall: Wall, mesh: MeshQuad) -> np.ndarray:
    """Load of a unit flux through the tissue faces of the strut."""
    load = amount.assemble(edge(mesh, arc(mesh, 0.0, beneath=True)), corner=wall.face)
    if wall.depth:
        flank = mesh.facets_satisfying(lambda x: np.isclose(x[1], 0, atol=1e-12) & (x[0] < 0), boundaries_only=True)
        load += side.assemble(edge(mesh, flank))
    return load


def layer_system(wall: Wall, layer: int, mesh: MeshQuad) -> tuple[System, Basis]:
    """The equations of one layer, its interfaces still closed."""
    element, flow = ElementQuad2(), wall.velocity * wall.inner
    basis = Basis(mesh, element)
    radial, circumferential = wall.layers[layer][1:]
    operator = transport.assemble(basis, radial=radial, circumferential=circumferential, flow=flow, corner=wall.face)
    load, patch, free = np.zeros(basis.N), np.zeros(basis.N), np.ones(basis.N, dtype=bool)
    if layer == 0:
        x, y = mesh.p[:, mesh.t].mean(axis=1)
        beneath = np.flatnonzero((x > 0) & (x < wall.patch) & (y < 0))
        patch = amount.assemble(Basis(mesh, element, elements=beneath, quadrature=ON_SQUARE), corner=wall.face)
        load = coating(wall, mesh)
        gap = arc(mesh, wall.inner - wall.face, beneath=False)
        if np.isinf(wall.lumen_transfer):
            free[basis.get_dofs(gap).flatten()] = False
        else:
            operator = operator + wall.lumen_transfer * across.assemble(edge(mesh, gap), corner=wall.face)
    if layer == len(wall.layers) - 1:
        out = across.assemble(edge(mesh, arc(mesh, wall.outer - wall.face)), corner=wall.face)
        operator = operator + (wall.outer_transfer + flow / wall.outer) * out
    mass = amount.assemble(Basis(mesh, element, quadrature=ON_SQUARE), corner=wall.face)
    return System(mass=mass, patch=patch, load=load, operator=operator, free=free), basis


def membrane(wall: Wall, bases: list[Basis]) -> sp.csr_matrix:
    """Permeability × step of c over every interface; nodes of two layers that touch are paired by angle."""
    starts = np.cumsum([0, *(basis.N for basis in bases)])
    total = sp.csr_matrix((starts[-1], starts[-1]))
    for i, (radius, *_) in enumerate(wall.layers[:-1]):
        pairs = []
        for basis, start in zip(bases[i : i + 2], starts[i : i + 2], strict=True):
            facets = arc(basis.mesh, radius - wall.face)
            nodes = basis.get_dofs(facets).flatten()
            pairs.append(start + nodes[np.argsort(basis.doflocs[1, nodes])])
            weights = amount.assemble(edge(basis.mesh, facets), corner=wall.face)
        weights = weights[pairs[1] - starts[i + 1]] * wall.permeability
        inside, outside = pairs
        rows = np.concatenate([inside, outside, inside, outside])
        columns = np.concatenate([inside, outside, outside, inside])
        values = np.concatenate([weights, weights, -weights, -weights])
        total = total + sp.csr_matrix((values, (rows, columns)), shape=total.shape)
    return total


def system(wall: Wall, *, finest: float, growth: float) -> System:
    """The equations of the whole wall."""
    meshes = [tissue(wall, i, finest=finest, growth=growth) for i in range(len(wall.layers))]
    parts, bases = zip(*(layer_system(wall, i, mesh) for i, mesh in enumerate(meshes)), strict=True)
    joined = {name: np.concatenate([getattr(x, name) for x in parts]) for name in ("mass", "patch", "load", "free")}
    operator = sp.block_diag([x.operator for x in parts]) + membrane(wall, list(bases))
    return System(operator=operator.tocsc(), **joined)


def stage(s: System, start: tuple[np.ndarray, np.ndarray], guess: np.ndarray, *, dt: float, flux: float):
    """(c, b) with (c, b) = start + dt × slope(c, b): Newton on c, bound drug eliminated node by node."""
    c0, b0 = start
    c, fixed = guess.copy(), s.mass * (c0 + b0) + dt * flux * s.load
    for _ in range(30):
        # Biquadratic elements may undershoot zero by a little; there binding follows its tangent, as Newton can.
        positive = np.maximum(c, 0)
        below = 1 + dt * (ON_RATE * positive + OFF_RATE)
        b = (b0 + dt * ON_RATE * SITES * positive) / below
        slope = dt * ON_RATE * (SITES - b) / below
        b += slope * np.minimum(c, 0)
        residual = (s.mass * (c + b) + dt * (s.operator @ c) - fixed)[s.free]
        matrix = (dt * s.operator + sp.diags(s.mass * (1 + slope)))[s.free][:, s.free]
        factors = splu(matrix.tocsc(), permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True}, diag_pivot_thresh=0)
        change = factors.solve(residual)
        c[s.free] -= change
        if np.max(np.abs(change)) < 1e-7 * max(np.max(np.abs(c)), 1e-6):
            return c, b
    raise ArithmeticError("Newton did not converge")


def step(s: System, now: tuple[np.ndarray, np.ndarray], t: float, *, dt: float):
    """Two-stage, stiffly accurate SDIRK of second order."""
    a = GAMMA * dt
    middle = stage(s, now, now[0], dt=a, flux=inflow(t + a))
    ahead = tuple(x0 + (1 - GAMMA) / GAMMA * (x1 - x0) for x0, x1 in zip(now, middle, strict=True))
    return stage(s, ahead, middle[0], dt=a, flux=inflow(t + dt))


def solve(problem: str, days: list[float], *, finest: float = 2e-8, growth: float = 0.4, steps: int = 50) -> dict:
    """Total drug (free + bound, mol/m³ of tissue) at each day: wall mean, peri-strut mean, and greatest value anywhere.

    Peri-strut is the patch within 50 µm radially beneath the abluminal face, over its arc.
    """
    wall = WALLS[problem]
    s = system(wall, finest=finest, growth=growth)
    now = np.zeros_like(s.mass), np.zeros_like(s.mass)
    found = {"content": [], "peak": [], "maximum": []}
    for ends in clock([day * DAY for day in days], steps):
        for t, end in itertools.pairwise(ends):
            now = step(s, now, t, dt=end - t)
        total = sum(now)
        found["content"].append(float(s.mass @ total / wall.area))
        found["peak"].append(float(s.patch @ total / s.patch.sum()))
        found["maximum"].append(float(total.max()))
    return {"unknowns": int(s.free.sum()), **found}
