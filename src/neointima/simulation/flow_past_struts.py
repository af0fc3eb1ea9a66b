"""Blood past the struts of a stent, drug from their faces, the wall beneath: a plane section along the artery."""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from neointima.mistake import Mistake
from neointima.numerics.carried import Carried, Medium, steady_concentration
from neointima.numerics.channel_flow import steady_flow, wall_shear_rate
from neointima.quantities.kinds import Array, Marks

SURFACES = ("proximal", "distal", "adluminal", "abluminal")
LEAST_COARSENING = 0.15  # growth of cells per distance outside the zone of the struts


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Cell widths [m]: ``finest`` at the faces of struts and wall, growing by ``growth`` of the distance from them,
    at most ``near`` beside the struts and ``far`` elsewhere.
    """

    finest: float
    growth: float
    near: float
    far: float

    def coarser(self, factor: float) -> "Grid":
        return Grid(
            finest=self.finest * factor, growth=self.growth * factor, near=self.near * factor, far=self.far * factor
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPastStruts:
    """The set-up, all SI: square-edged struts on a flat wall, from the outer wall (below) to the lumen's axis (above).

    ``struts`` in a row, ``spacing`` from leading edge to leading edge; ``layers`` lie on top of one another
    (overlapping stents); ``embedded`` is the depth of the lowest layer in the wall. Blood of ``kinematic_viscosity``
    enters developed with ``mean_velocity``, ``upstream`` of the first strut, and leaves ``downstream`` of the last.
    ``outer_transfer`` [m/s] clears the outside of the wall; 0 is no flux, infinite a sink.
    """

    strut_width: float
    strut_thickness: float
    struts: int
    spacing: float
    layers: int
    embedded: float
    lumen_radius: float
    wall_thickness: float
    mean_velocity: float
    kinematic_viscosity: float
    blood_diffusivity: float
    wall_diffusivity_along: float
    wall_diffusivity_across: float
    outer_transfer: float
    upstream: float
    downstream: float
    grid: Grid

    def __post_init__(self) -> None:
        if self.struts > 1 and self.spacing <= self.strut_width:
            raise Mistake("the struts touch; give a spacing larger than the strut width")
        if not 0 <= self.embedded <= min(self.height, 0.9 * self.wall_thickness):
            raise Mistake("the struts must be embedded between 0 and their height, and stay inside the wall")
        if self.height - self.embedded > 0.9 * self.lumen_radius:
            raise Mistake("the struts fill the lumen; give fewer layers or a wider lumen")

    @property
    def height(self) -> float:
        return self.strut_thickness * self.layers

    def edges(self) -> list[tuple[float, float]]:
        """Leading and trailing edge of each strut [m]."""
        return [(i * self.spacing, i * self.spacing + self.strut_width) for i in range(self.struts)]


class Field(NamedTuple):
    """The set-up solved for blood: drug's medium, where metal, blood and wall are (cells), coated faces by name.

    ``floor`` is the lowest row of the lumen; ``shear_rate`` [1/s] at the nodes of the wall, 0 or nothing meant on
    struts; a surface is (faces along, faces across).
    """

    setup: FlowPastStruts
    medium: Medium
    metal: Marks
    wall: Marks
    floor: int
    shear_rate: Array
    stream: Array
    surfaces: dict[str, tuple[Marks, Marks]]


class Deposition(NamedTuple):
    """Drug in the wall: mean concentration, and within one strut width before and behind the struts [mol/m³].

    ``budget`` is (given − outlet − outer) / given, which must vanish.
    """

    mean: float
    proximal: float
    distal: float
    to_outlet: float
    to_outer: float
    budget: float
    carried: Carried


def flow_field(setup: FlowPastStruts) -> Field:
    """Solve the flow and lay out the drug's grid; see ``steady_flow``."""
    x, y = _columns(setup), _rows(setup)
    x_mid, y_mid = (x[1:] + x[:-1]) / 2, (y[1:] + y[:-1]) / 2
    on_strut = np.any([(x_mid > start) & (x_mid < end) for start, end in setup.edges()], axis=0)
    metal = np.outer(on_strut, (y_mid > -setup.embedded) & (y_mid < setup.height - setup.embedded))
    lumen = y_mid > 0
    blood, wall = lumen[None, :] & ~metal, ~lumen[None, :] & ~metal
    floor = int(np.argmax(lumen))
    inlet = _parabola(y[floor:] / setup.lumen_radius, setup.mean_velocity)
    flow = steady_flow(x, y[floor:], blood[:, floor:], inlet=inlet, viscosity=setup.kinematic_viscosity)
    along, across = np.zeros((x.size, y_mid.size)), np.zeros((x_mid.size, y.size))
    along[:, floor:] = flow.along * np.diff(y[floor:])
    across[:, floor:] = flow.across * np.diff(x)[:, None]
    diffusivity = [setup.blood_diffusivity * blood + d * wall for d in _wall_diffusivities(setup)]
    medium = Medium(x, y, diffusivity[0], diffusivity[1], along, across)
    shear_rate = wall_shear_rate(flow, y[floor:], 0)
    return Field(setup, medium, metal, wall, floor, shear_rate, flow.stream, _surfaces(metal))


def deposition(
    field: Field, coated: tuple[str, ...] = SURFACES, *, tagged: bool = False, central: bool = False
) -> Deposition:
    """Steady drug in the wall when the ``coated`` surfaces of every strut hold 1 mol/m³ at their face.

    The other surfaces let nothing through. With ``tagged`` they are coated too but their drug is not counted (they
    hold 0 of it): then the depositions of the surfaces add up to that of all. ``central``: see
    ``steady_concentration``.
    """
    along = np.full(field.medium.along_flow.shape, np.nan)
    across = np.full(field.medium.across_flow.shape, np.nan)
    for name in sorted(SURFACES, key=coated.__contains__):
        if name in coated or tagged:
            for held, faces in zip((along, across), field.surfaces[name], strict=True):
                held[faces] = float(name in coated)
    outer = field.setup.outer_transfer
    carried = steady_concentration(field.medium, held_along=along, held_across=across, outer=outer, central=central)
    given = float(carried.given_along.sum() + carried.given_across.sum())
    return Deposition(
        _wall_mean(field, carried.concentration, before=np.inf),
        *_beside(field, carried.concentration),
        carried.to_outlet,
        carried.to_outer,
        (given - carried.to_outlet - carried.to_outer) / abs(given),
        carried,
    )


def split(field: Field, *, tagged: bool = True, central: bool = False) -> dict[str, float]:
    """Share of each coated surface in the sum of what the four deposit."""
    means = {name: deposition(field, (name,), tagged=tagged, central=central).mean for name in SURFACES}
    return {name: mean / sum(means.values()) for name, mean in means.items()}


def transfer_coefficient(field: Field) -> tuple[Array, Array]:
    """Lumen mass-transfer coefficient along the wall: positions x [m] of bare wall and k(x) [m/s].

    Flux from a wall at 1 mol/m³ everywhere into blood that enters clean, over bare metal; for wash-out elsewhere.
    """
    medium = field.medium
    bare = field.wall[:, field.floor - 1] & ~field.metal[:, field.floor]
    lumen = medium._replace(
        along_diffusivity=np.where(field.wall, 0.0, medium.along_diffusivity),
        across_diffusivity=np.where(field.wall, 0.0, medium.across_diffusivity),
    )
    held = np.full(medium.across_flow.shape, np.nan)
    held[bare, field.floor] = 1.0
    nothing = np.full(medium.along_flow.shape, np.nan)
    carried = steady_concentration(lumen, held_along=nothing, held_across=held)
    x = medium.x_edges
    return ((x[1:] + x[:-1]) / 2)[bare], (carried.given_across[:, field.floor] / np.diff(x))[bare]


def _wall_diffusivities(setup: FlowPastStruts) -> tuple[float, float]:
    return setup.wall_diffusivity_along, setup.wall_diffusivity_across


def _parabola(edges: Array, mean: float) -> Array:
    """Cell means of 3/2 U (2s − s²), s from wall to axis."""
    return 1.5 * mean * np.diff(edges**2 - edges**3 / 3) / np.diff(edges)


def _surfaces(metal: Marks) -> dict[str, tuple[Marks, Marks]]:
    along = np.zeros((metal.shape[0] + 1, metal.shape[1]), dtype=bool)
    across = np.zeros((metal.shape[0], metal.shape[1] + 1), dtype=bool)
    surfaces = {name: (along.copy(), across.copy()) for name in SURFACES}
    surfaces["proximal"][0][1:-1] = metal[1:] & ~metal[:-1]
    surfaces["distal"][0][1:-1] = metal[:-1] & ~metal[1:]
    surfaces["adluminal"][1][:, 1:-1] = metal[:, :-1] & ~metal[:, 1:]
    surfaces["abluminal"][1][:, 1:-1] = metal[:, 1:] & ~metal[:, :-1]
    return surfaces


def _wall_mean(field: Field, concentration: Array, *, before: float, after: float = -np.inf) -> float:
    """Mean over the wall between two positions."""
    x, y = field.medium.x_edges, field.medium.y_edges
    middle = (x[1:] + x[:-1]) / 2
    area = np.outer(np.diff(x) * ((middle > after) & (middle < before)), np.diff(y)) * field.wall
    return float((concentration * area).sum() / area.sum())


def _beside(field: Field, concentration: Array) -> tuple[float, float]:
    first, last = field.setup.edges()[0][0], field.setup.edges()[-1][1]
    width = field.setup.strut_width
    return (
        _wall_mean(field, concentration, after=first - width, before=first),
        _wall_mean(field, concentration, after=last, before=last + width),
    )


def _columns(setup: FlowPastStruts) -> Array:
    faces = [edge for pair in setup.edges() for edge in pair]
    zone = (faces[0] - 1.5 * setup.height, faces[-1] + 4 * setup.height)
    points = [-setup.upstream, *faces, faces[-1] + setup.downstream]
    return _graded(points, faces, zone=zone, grid=setup.grid)


def _rows(setup: FlowPastStruts) -> Array:
    top = setup.height - setup.embedded
    faces = sorted({-setup.embedded, 0.0, top})
    return _graded([-setup.wall_thickness, *faces, setup.lumen_radius], faces, zone=(0.0, 1.5 * top), grid=setup.grid)


def _graded(points: list[float], faces: list[float], *, zone: tuple[float, float], grid: Grid) -> Array:
    """Cell edges through all ``points``: the wished width at each place is integrated to a count of cells."""
    edges = [points[0]]
    for start, end in pairwise(points):
        place = np.linspace(start, end, 4001)
        from_face = np.abs(place[:, None] - faces).min(axis=1)
        outside = np.maximum(np.maximum(zone[0] - place, place - zone[1]), 0.0)
        width = np.minimum(grid.finest + grid.growth * from_face, grid.near + LEAST_COARSENING * outside)
        density = 1 / np.minimum(width, grid.far)
        count = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(place))])
        cells = max(2, int(np.ceil(count[-1])))
        edges.extend(np.interp(np.arange(1, cells) / cells * count[-1], count, place))
        edges.append(end)
    return np.array(edges)
