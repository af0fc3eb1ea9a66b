"""Steady laminar flow in a plane channel with solid blocks, free of divergence to round-off."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Marks

NEAR = 0.1  # change of velocity, relative to the largest, below which Picard's steps give way to Newton's
MOST_STEPS = 100
SETTLED = 1e-9  # largest change of velocity, relative to the largest velocity


class Flow(NamedTuple):
    """Velocities on faces [m/s], the stream function at nodes [m²/s], and the steps it took.

    ``along`` (columns + 1, rows) sits on faces across the stream, ``across`` (columns, rows + 1) on faces along it.
    """

    along: Array
    across: Array
    stream: Array
    steps: int


class _Inertia(NamedTuple):
    """One term of ∇·(u u): the product of two interpolated velocities, tested with a gradient."""

    test: Any
    carrier: Any
    carried: Any


def steady_flow(
    x_edges: Array, y_edges: Array, fluid: Marks, *, inlet: Array, viscosity: float, ceiling: float | None = None
) -> Flow:
    """Steady incompressible flow over the cells where ``fluid`` (columns, rows) is true.

    (u·∇)u = −∇p + ν∇²u and ∇·u = 0. ``inlet`` (rows,) [m/s] enters at the left, parallel flow leaves at the right; no
    slip on solids, floor and sides. The top is a symmetry plane, or a wall moving at ``ceiling`` [m/s]. ``viscosity``
    is kinematic [m²/s]; infinite leaves inertia out (Stokes).

    Staggered central differences, second order. The unknown is the stream function at nodes, whose discrete curl is
    every divergence-free velocity of the grid, so pressure drops out exactly. Picard, then Newton, sparse LU.
    Raises ``Mistake`` where solids close the channel or no steady flow is found.
    """
    curl, known = _divergence_free(x_edges, y_edges, fluid, inlet=inlet)
    viscous, driven = _viscous(x_edges, y_edges, fluid, ceiling=ceiling)
    terms = list(_inertia(x_edges, y_edges, fluid)) if np.isfinite(viscosity) else []
    weight = viscosity if np.isfinite(viscosity) else 1.0
    velocity = known
    free, change, steps = np.zeros(curl.shape[1]), np.inf, 0
    while change > SETTLED:
        if steps == MOST_STEPS:
            raise Mistake("no steady flow was found; lower the mean velocity or refine the grid beside the struts")
        steps += 1
        jacobian, residual = weight * viscous, weight * (viscous @ velocity - driven)
        for test, carrier, carried in terms:
            speed, value = carrier @ velocity, carried @ velocity
            residual = residual - test @ (speed * value)
            jacobian = jacobian - test @ (sp.diags(speed) @ carried)
            if change <= NEAR:
                jacobian = jacobian - test @ (sp.diags(value) @ carrier)
        free = free - _solved((curl.T @ jacobian @ curl).tocsc(), curl.T @ residual)
        before, velocity = velocity, known + curl @ free
        change = np.abs(velocity - before).max() / np.abs(velocity).max()
    return _on_faces(velocity, x_edges, y_edges, steps=steps)


def wall_shear_rate(flow: Flow, y_edges: Array, row: int) -> Array:
    """∂u/∂y [1/s] at the nodes of the floor under cell ``row``, from the two nearest cells; second order."""
    near = 0.5 * (y_edges[row + 1] - y_edges[row])
    far = 0.5 * (y_edges[row + 2] + y_edges[row + 1]) - y_edges[row]
    u_near, u_far = flow.along[:, row], flow.along[:, row + 1]
    return (u_near * far**2 - u_far * near**2) / (near * far * (far - near))


def _solved(matrix: Any, right: Array) -> Array:
    """Sparse LU after scaling to a unit diagonal: rows of a graded grid differ by many orders."""
    scale = 1 / np.sqrt(np.abs(matrix.diagonal()))
    scaled = (sp.diags(scale) @ matrix @ sp.diags(scale)).tocsc()
    return scale * splu(scaled).solve(scale * right)


def _on_faces(velocity: Array, x_edges: Array, y_edges: Array, *, steps: int) -> Flow:
    columns, rows = x_edges.size - 1, y_edges.size - 1
    along, across = np.split(velocity, [(columns + 1) * rows])
    along, across = along.reshape(columns + 1, rows), across.reshape(columns, rows + 1)
    rise = np.hstack([np.zeros((columns + 1, 1)), np.cumsum(along * np.diff(y_edges), axis=1)])
    return Flow(along, across, rise, steps)


def _open_faces(fluid: Marks) -> tuple[Marks, Marks]:
    """Faces that fluid may cross: fluid on both sides, or at inlet and outlet on one."""
    padded = np.pad(fluid, ((1, 1), (0, 0)), mode="edge")
    across = np.zeros((fluid.shape[0], fluid.shape[1] + 1), dtype=bool)
    across[:, 1:-1] = fluid[:, 1:] & fluid[:, :-1]
    return padded[1:] & padded[:-1], across


def _divergence_free(x_edges: Array, y_edges: Array, fluid: Marks, *, inlet: Array) -> tuple[Any, Array]:
    """The velocities u = C ψ + known: a basis of all divergence-free fields that obey inlet, outlet and solids.

    Nodes that a closed face joins share one ψ, so a block is one unknown even when it floats; the last two columns
    of nodes are joined too, which makes the outflow parallel.
    """
    columns, rows = fluid.shape
    node = np.arange((columns + 1) * (rows + 1)).reshape(columns + 1, rows + 1)
    along_open, across_open = _open_faces(fluid)
    upright, level = ~along_open, ~across_open
    pairs = [(node[:, :-1][upright], node[:, 1:][upright]), (node[:-1][level], node[1:][level]), (node[-2], node[-1])]
    left, right = (np.concatenate(side) for side in zip(*pairs, strict=True))
    links = sp.coo_matrix((np.ones(left.size), (left, right)), shape=(node.size, node.size))
    count, group = connected_components(links, directed=False)
    entering = np.concatenate([[0.0], np.cumsum(inlet * np.diff(y_edges))])
    given = np.full(count, np.nan)
    given[group[node[0]]] = entering
    if np.any(given[group[node[0]]] != entering):
        raise Mistake("the solid cells close the channel; leave a way from the inlet to the outlet")
    is_free = np.isnan(given)
    number = np.cumsum(is_free) - 1
    loose = np.flatnonzero(is_free[group])
    basis = sp.csr_matrix((np.ones(loose.size), (loose, number[group[loose]])), shape=(node.size, is_free.sum()))
    curl = _curl(x_edges, y_edges)
    return (curl @ basis).tocsr(), curl @ np.nan_to_num(given)[group]


def _difference(count: int) -> Any:
    return sp.diags([-1.0, 1.0], [0, 1], shape=(count, count + 1), format="csr")


def _curl(x_edges: Array, y_edges: Array) -> Any:
    """(∂ψ/∂y, −∂ψ/∂x) on faces from ψ at nodes."""
    columns, rows = x_edges.size - 1, y_edges.size - 1
    rise = sp.diags(1 / np.diff(y_edges)) @ _difference(rows)
    run = sp.diags(1 / np.diff(x_edges)) @ _difference(columns)
    return sp.vstack([sp.kron(sp.eye(columns + 1), rise), -sp.kron(run, sp.eye(rows + 1))]).tocsr()


class _Line(NamedTuple):
    """Cells of one direction: widths, the widths between their centres, and interpolation to their edges."""

    widths: Array
    between: Array
    to_edges: Any


def _line(edges: Array) -> _Line:
    widths = np.diff(edges)
    between = np.concatenate([[widths[0] / 2], (widths[1:] + widths[:-1]) / 2, [widths[-1] / 2]])
    below, above = widths[1:] / (widths[1:] + widths[:-1]), widths[:-1] / (widths[1:] + widths[:-1])
    inner = sp.diags([below, above], [0, 1], shape=(widths.size - 1, widths.size))
    empty = sp.csr_matrix((1, widths.size))
    return _Line(widths, between, sp.vstack([empty, inner, empty]).tocsr())


def _shear_distance(dead: Marks, between: Array, widths: Array) -> Array:
    """Distances over which the velocity of parallel faces changes [m], shape of the nodes; 0 where nothing shears.

    Between two faces in line the distance of their centres; to a wall, where one of them is inside the solid, half
    the width of the other. Axis 1 crosses the faces.
    """
    solid = np.pad(dead, ((0, 0), (1, 1)), constant_values=True)
    below, above = solid[:, :-1], solid[:, 1:]
    half = np.pad(widths, 1) / 2
    distance = np.where(below, half[None, 1:], np.where(above, half[None, :-1], between[None, :]))
    return np.where(below & above, 0.0, distance)


def _dead_faces(fluid: Marks) -> tuple[Marks, Marks]:
    """Faces with no fluid on either side."""
    columns = np.pad(fluid, ((1, 1), (0, 0)))
    rows = np.pad(fluid, ((0, 0), (1, 1)))
    return ~(columns[1:] | columns[:-1]), ~(rows[:, 1:] | rows[:, :-1])


class _Gradient(NamedTuple):
    """A velocity gradient from the velocities on all faces, and the area that each value stands for [m²]."""

    of: Any
    area: Array


def _inverse(distance: Array) -> Array:
    flat = distance.ravel()
    return np.divide(1.0, flat, out=np.zeros(flat.size), where=flat > 0)


def _stretches(x_edges: Array, y_edges: Array) -> tuple[_Gradient, _Gradient]:
    """∂u/∂x and ∂v/∂y in cells."""
    wide, high = np.diff(x_edges), np.diff(y_edges)
    area = np.outer(wide, high).ravel()
    run = sp.kron(sp.diags(1 / wide) @ _difference(wide.size), sp.eye(high.size))
    rise = sp.kron(sp.eye(wide.size), sp.diags(1 / high) @ _difference(high.size))
    return (
        _Gradient(sp.hstack([run, sp.csr_matrix((area.size, rise.shape[1]))]).tocsr(), area),
        _Gradient(sp.hstack([sp.csr_matrix((area.size, run.shape[1])), rise]).tocsr(), area),
    )


def _shears(x: _Line, y: _Line, fluid: Marks, *, slides: bool) -> tuple[_Gradient, _Gradient]:
    """∂u/∂y and ∂v/∂x at nodes; none along a top that ``slides``."""
    columns, rows = fluid.shape
    dead_along, dead_across = _dead_faces(fluid)
    over = _shear_distance(dead_along, y.between, y.widths)
    over[:, -1] *= not slides
    beside = _shear_distance(dead_across.T, x.between, x.widths).T
    rise = sp.diags(_inverse(over)) @ sp.kron(sp.eye(columns + 1), -_difference(rows).T)
    run = sp.diags(_inverse(beside)) @ sp.kron(-_difference(columns).T, sp.eye(rows + 1))
    return (
        _Gradient(
            sp.hstack([rise, sp.csr_matrix((over.size, run.shape[1]))]).tocsr(), (x.between[:, None] * over).ravel()
        ),
        _Gradient(sp.hstack([sp.csr_matrix((over.size, rise.shape[1])), run]).tocsr(), (beside * y.between).ravel()),
    )


def _viscous(x_edges: Array, y_edges: Array, fluid: Marks, *, ceiling: float | None) -> tuple[Any, Array]:
    """The matrix of −∇² on faces, symmetric, and what a moving top drives."""
    x, y = _line(x_edges), _line(y_edges)
    shears = _shears(x, y, fluid, slides=ceiling is None)
    matrix = sum(term.of.T @ sp.diags(term.area) @ term.of for term in (*_stretches(x_edges, y_edges), *shears))
    moved = np.zeros((x_edges.size, y_edges.size))
    moved[:, -1] = (ceiling or 0.0) * x.between
    return matrix, -(shears[0].of.T @ moved.ravel())


def _inertia(x_edges: Array, y_edges: Array, fluid: Marks) -> Iterator[_Inertia]:
    """The terms of ∇·(u u): momentum through cells, through nodes that touch no solid, and out of the outlet."""
    x, y = _line(x_edges), _line(y_edges)
    columns, rows = fluid.shape
    n_along, n_across = (columns + 1) * rows, columns * (rows + 1)
    for stretch in _stretches(x_edges, y_edges):
        middle = abs(stretch.of).sign() / 2
        yield _Inertia(stretch.of.T @ sp.diags(stretch.area), middle, middle)
    near_solid = ~np.pad(fluid, 1, constant_values=True)
    clear = ~(near_solid[1:, 1:] | near_solid[:-1, 1:] | near_solid[1:, :-1] | near_solid[:-1, :-1]).ravel()
    nodes = clear.size
    u_nodes = sp.hstack([sp.kron(sp.eye(columns + 1), y.to_edges), sp.csr_matrix((nodes, n_across))]).tocsr()
    v_nodes = sp.hstack([sp.csr_matrix((nodes, n_along)), sp.kron(x.to_edges, sp.eye(rows + 1))]).tocsr()
    over, beside = _shears(x, y, fluid, slides=True)
    yield _Inertia(over.of.T @ sp.diags(over.area * clear), v_nodes, u_nodes)
    yield _Inertia(beside.of.T @ sp.diags(beside.area * clear), u_nodes, v_nodes)
    outlet = sp.eye(n_along + n_across, format="csr")[columns * rows : n_along]
    yield _Inertia(-outlet.T @ sp.diags(y.widths), outlet, outlet)
