"""Drug carried by a flow and spreading through blood and tissue: steady, conservative and never negative."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu

from neointima.mistake import Mistake
from neointima.numerics.bernoulli import bernoulli
from neointima.quantities.kinds import Array, Numbers

MOST_PASSES = 400
OPEN_PASSES = 120  # passes in which limits may rise again; after them they only fall, which ends their chatter
SETTLED = 1e-7  # change of a pass relative to the largest held concentration
BLEND = 0.7  # part of the new sharpening that a pass takes
LIMIT_BLEND = 0.05  # part of a new limit that an open pass takes


class Medium(NamedTuple):
    """What the drug moves in: a grid of cells (columns, rows), row 0 outermost.

    Diffusivities of cells along and across the stream [m²/s], zero where no drug enters; volume flows through faces
    per depth [m²/s], ``along`` (columns + 1, rows) and ``across`` (columns, rows + 1), free of divergence.
    """

    x_edges: Array
    y_edges: Array
    along_diffusivity: Array
    across_diffusivity: Array
    along_flow: Array
    across_flow: Array


class Carried(NamedTuple):
    """Concentrations of cells [mol/m³]; drug given by each held face, leaving by the outlet and outwards [mol/(m s)].

    Faces that take drug up are negative in ``given_along`` and ``given_across``.
    """

    concentration: Array
    given_along: Array
    given_across: Array
    to_outlet: float
    to_outer: float
    passes: int


class _Faces(NamedTuple):
    """Faces between cells of one direction, flat: cells on both sides, conductance and flow [m²/s], distances [m]."""

    before: Numbers
    after: Numbers
    conductance: Array
    flow: Array
    distance: Array
    half_upwind: Array


def steady_concentration(
    medium: Medium, *, held_along: Array, held_across: Array, outer: float = 0.0, central: bool = False
) -> Carried:
    """Solve ∇·(u c − D∇c) = 0 with some faces at a fixed concentration [mol/m³]; nan marks the others.

    ``held_along`` and ``held_across`` have the shapes of the flows; a held face borders exactly one cell that drug
    enters. Clean blood enters at the left, drug leaves with the flow at the right and through the bottom with
    mass-transfer coefficient ``outer`` [m/s] (infinite: a sink). No flux elsewhere.

    Exponentially fitted fluxes (Scharfetter and Gummel) make an M-matrix: no negative drug, but first order where
    flow outruns diffusion. Their smearing is taken away with quadratic upstream interpolation (Leonard), pass by
    pass, never more out of a cell than it can give: still no negative drug. ``central`` differences instead need one
    solve, are second order and nearer in the mean on a coarse grid, but leave negative drug beside thin layers: a
    second opinion on means. Both conserve to round-off. Raises ``Mistake`` when the passes do not settle.
    """
    faces = _faces(medium)
    fluxes = _central if central else _fitted
    system = _system(medium, held_along, held_across, outer=outer, inner=_inner_matrix(faces, fluxes, medium))
    solve = splu(system.matrix).solve
    c, passes = solve(system.source), 0
    if not central:
        c, passes = _sharpened(c, system, faces, solve=solve)
    return _account(medium, c, system, passes=passes)


class _System(NamedTuple):
    """A c = source; conductances of held faces seen from the cell before and after, and of the outer face [m²/s]."""

    matrix: Any
    source: Array
    along: tuple[Array, Array]
    across: tuple[Array, Array]
    held_along: Array
    held_across: Array
    outer: Array


def _resistances(medium: Medium) -> tuple[Array, Array]:
    """From the middle of a cell to its faces [s/m], infinite where no drug enters."""
    with np.errstate(divide="ignore"):
        along = np.diff(medium.x_edges)[:, None] / 2 / medium.along_diffusivity
        across = np.diff(medium.y_edges)[None, :] / 2 / medium.across_diffusivity
    return along, across


def _faces(medium: Medium) -> tuple[_Faces, _Faces]:
    wide, high = np.diff(medium.x_edges)[:, None], np.diff(medium.y_edges)[None, :]
    cell = np.arange(medium.along_diffusivity.size).reshape(medium.along_diffusivity.shape)
    along, across = _resistances(medium)
    turned = _inner_faces(cell.T, across.T, medium.across_flow.T, length=wide.T, width=high.T)
    return _inner_faces(cell, along, medium.along_flow, length=high, width=wide), turned


def _inner_faces(cell: Numbers, resistance: Array, flow: Array, *, length: Array, width: Array) -> _Faces:
    """Faces across axis 0 that drug can pass; ``length`` of a face, ``width`` of a cell across it [m]."""
    conductance = length / (resistance[1:] + resistance[:-1])
    through, passable = flow[1:-1], conductance > 0
    half = np.broadcast_to(width / 2, cell.shape)
    upwind = np.where(through > 0, half[:-1], half[1:])
    return _Faces(
        before=cell[:-1][passable],
        after=cell[1:][passable],
        conductance=conductance[passable],
        flow=through[passable],
        distance=(half[:-1] + half[1:])[passable],
        half_upwind=upwind[passable],
    )


def _system(medium: Medium, held_along: Array, held_across: Array, *, outer: float, inner: Any) -> _System:
    """Held faces, outlet and bottom added to the fluxes between cells, ``inner``."""
    shape = medium.along_diffusivity.shape
    r_along, r_across = _resistances(medium)
    wide, high = np.diff(medium.x_edges), np.diff(medium.y_edges)
    along = _held(held_along, high / r_along, axis=0)
    across = _held(held_across, wide[:, None] / r_across, axis=1)
    with np.errstate(divide="ignore"):
        to_outer = wide / (r_across[:, 0] + np.divide(1.0, outer))
    lost, source = along[0] + along[1] + across[0] + across[1], np.zeros(shape)
    for conductance, concentration in zip(
        (*along, *across), (held_along[1:], held_along[:-1], held_across[:, 1:], held_across[:, :-1]), strict=True
    ):
        source += conductance * np.nan_to_num(concentration)
    lost[-1] += np.maximum(medium.along_flow[-1], 0.0)
    lost[:, 0] += to_outer
    lost[medium.along_diffusivity == 0] = 1.0
    matrix = sp.diags(lost.ravel()) + inner
    return _System(matrix.tocsc(), source.ravel(), along, across, held_along, held_across, to_outer)


def _held(held: Array, conductance: Array, *, axis: int) -> tuple[Array, Array]:
    """Conductances to the held face after each cell, and to the one before it."""
    is_held = ~np.isnan(held)
    after, before = (is_held[1:], is_held[:-1]) if axis == 0 else (is_held[:, 1:], is_held[:, :-1])
    return np.where(after, conductance, 0.0), np.where(before, conductance, 0.0)


def _fitted(faces: _Faces) -> tuple[Array, Array]:
    """Flux = forward × c before − backward × c after, exact for constant flow between the two middles."""
    peclet = faces.flow / faces.conductance
    return faces.conductance * bernoulli(-peclet), faces.conductance * bernoulli(peclet)


def _central(faces: _Faces) -> tuple[Array, Array]:
    return faces.conductance + faces.flow / 2, faces.conductance - faces.flow / 2


def _inner_matrix(faces: tuple[_Faces, _Faces], fluxes: Callable[[_Faces], tuple[Array, Array]], medium: Medium) -> Any:
    cells = medium.along_diffusivity.size
    matrix = sp.csr_matrix((cells, cells))
    for side in faces:
        forward, backward = fluxes(side)
        values = np.concatenate([forward, -backward, -forward, backward])
        rows = np.concatenate([side.before, side.before, side.after, side.after])
        columns = np.concatenate([side.before, side.after, side.before, side.after])
        matrix = matrix + sp.coo_matrix((values, (rows, columns)), shape=(cells, cells))
    return matrix


def _sharpened(c: Array, system: _System, faces: tuple[_Faces, _Faces], *, solve: Any) -> tuple[Array, int]:
    """Pass by pass: A c = source − limited (high-order flux − fitted flux).

    A cell at zero may give nothing beyond its fitted flux, so the smallest cell cannot be below zero.
    """
    largest = max(np.nanmax(held, initial=0.0) for held in (system.held_along, system.held_across))
    pivot, room = system.matrix.diagonal(), np.ones(c.size)
    taken = [np.zeros(side.flow.size) for side in faces]
    for count in range(1, MOST_PASSES + 1):
        fluxes = [_surplus(c, side) for side in faces]
        now = _room(c, pivot, zip(faces, fluxes, strict=True))
        room = np.minimum(room, now) if count > OPEN_PASSES else room + LIMIT_BLEND * (now - room)
        right = system.source.copy()
        for k, (side, flux) in enumerate(zip(faces, fluxes, strict=True)):
            allowed = flux * np.where(flux > 0, room[side.before], room[side.after])
            taken[k] += BLEND * (allowed - taken[k])
            right -= np.bincount(side.before, taken[k], c.size) - np.bincount(side.after, taken[k], c.size)
        before, c = c, solve(right)
        if count > OPEN_PASSES and np.abs(c - before).max() <= SETTLED * largest:
            return c, count
    raise Mistake("the drug carried by the blood did not settle; refine the grid or lower the mean velocity")


def _room(c: Array, pivot: Array, surplus: Iterable[tuple[_Faces, Array]]) -> Array:
    """The part of the surplus leaving each cell that its drug can supply, 0 for an empty cell and at most 1."""
    leaving = np.zeros(c.size)
    for side, flux in surplus:
        leaving += np.bincount(side.before, np.maximum(flux, 0), c.size)
        leaving += np.bincount(side.after, np.maximum(-flux, 0), c.size)
    supply = pivot * np.maximum(c, 0)
    return np.divide(supply, leaving, out=np.ones(c.size), where=supply < leaving)


def _surplus(c: Array, faces: _Faces) -> Array:
    """High-order minus low-order flux: quadratic interpolation from upstream against the fitted flux."""
    fall = (c[faces.after] - c[faces.before]) / faces.distance
    ahead, behind = np.full(c.size, np.nan), np.full(c.size, np.nan)
    gap_ahead, gap_behind = np.zeros(c.size), np.zeros(c.size)
    ahead[faces.before], behind[faces.after] = fall, fall
    gap_ahead[faces.before], gap_behind[faces.after] = faces.distance, faces.distance
    forward = faces.flow > 0
    upstream = np.where(forward, behind[faces.before], ahead[faces.after])
    gap = np.where(forward, gap_behind[faces.before], gap_ahead[faces.after])
    upstream = np.where(np.isnan(upstream), fall, upstream)  # no cell further up: linear
    half, distance = faces.half_upwind, faces.distance
    change = half * fall - half * (distance - half) * (fall - upstream) / (distance + gap)
    smearing = faces.conductance * (1 - bernoulli(np.abs(faces.flow / faces.conductance)))
    return np.abs(faces.flow) * change - smearing * distance * fall


def _account(medium: Medium, flat: Array, system: _System, *, passes: int) -> Carried:
    """Fluxes through held faces, outlet and bottom."""
    c = flat.reshape(medium.along_diffusivity.shape)
    along, across = np.zeros(system.held_along.shape), np.zeros(system.held_across.shape)
    along[1:] += system.along[0] * (np.nan_to_num(system.held_along[1:]) - c)
    along[:-1] += system.along[1] * (np.nan_to_num(system.held_along[:-1]) - c)
    across[:, 1:] += system.across[0] * (np.nan_to_num(system.held_across[:, 1:]) - c)
    across[:, :-1] += system.across[1] * (np.nan_to_num(system.held_across[:, :-1]) - c)
    to_outlet = float((np.maximum(medium.along_flow[-1], 0.0) * c[-1]).sum())
    return Carried(c, along, across, to_outlet, float((system.outer * c[:, 0]).sum()), passes)
