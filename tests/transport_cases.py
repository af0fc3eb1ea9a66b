"""Stented walls for tests: tissue with chosen numbers, slabs, fixed steps, and sites as the study builds them."""

from dataclasses import replace

import numpy as np

from neointima import menu
from neointima.geometry.faces import lumen_surface
from neointima.geometry.wall_mesh import Grid, WallMesh, mesh, round_shape
from neointima.laboratory.plan import plan
from neointima.laboratory.study import Study
from neointima.library.shelf import units_of
from neointima.numerics.transport.advance import Transport
from neointima.numerics.transport.network import Network
from neointima.numerics.transport.stage import Stages
from neointima.submodels.stented_wall.layered_tissue import LayeredTissue

DAY = 86400.0
TURN = 2 * np.pi
# Opens an end or a lamina so wide that its resistance is lost in round-off.
OPEN = 1e30
INERT = {
    "internal_lamina_permeability": OPEN,
    "external_lamina_permeability": OPEN,
    "lamina_reflection": 0.0,
    "filtration_velocity": 0.0,
    "lumen_transfer": OPEN,
    "adventitial_transfer": OPEN,
    "specific_density": 0.0,
    "specific_on_rate": 0.0,
    "specific_off_rate": 0.0,
    "complex_turnover": 0.0,
    "nonspecific_density": 0.0,
    "nonspecific_on_rate": 0.0,
    "nonspecific_off_rate": 0.0,
    "degradation_rate": 0.0,
    "solubility": OPEN,
    "crystallisation_rate": 0.0,
    "uptake": 1.0,
}
NAMES = ("neointima", "media", "adventitia")


def tissue(radial, in_plane=None, **own):
    """Tissue with these diffusivities [m²/s], one number or one a layer, and nothing else but what is said."""
    radial = np.broadcast_to(radial, 3)
    in_plane = radial if in_plane is None else np.broadcast_to(in_plane, 3)
    spread = {f"diffusivity_{name}": value for name, value in zip(NAMES, radial, strict=True)}
    spread |= {f"in_plane_{name}": value for name, value in zip(NAMES, in_plane, strict=True)}
    values = {**INERT, **spread, **own}
    return LayeredTissue(**{name: np.asarray(float(value)) for name, value in values.items()})


def smooth(low, high, cells, *, stretch=0.0):
    """Edges from ``low`` to ``high`` whose spacing swells smoothly to 1 + ``stretch`` of the mean and falls again."""
    share = np.linspace(0, 1, cells + 1)
    return low + (high - low) * (share - stretch * np.sin(TURN * share) / TURN)


def layered_radii(surfaces, counts, *, stretch=0.0):
    """Edges of rings through all ``surfaces``, with ``counts`` of rings between them, and which layer each is in."""
    parts = [smooth(a, b, n, stretch=stretch) for a, b, n in zip(surfaces, surfaces[1:], counts, strict=False)]
    return np.concatenate([*(part[:-1] for part in parts), parts[-1][-1:]]), np.repeat(np.arange(len(counts)), counts)


def slab(edges, layer=1) -> WallMesh:
    """A flat wall with faces at ``edges`` [m]: a ring of one sector on a radius of one metre."""
    grid = Grid(1 + edges, np.array([0.0, TURN]), np.array([0.0, 1.0]), np.full(edges.size - 1, layer))
    return mesh(grid, round_shape(grid), [])


def middles(edges):
    return (edges[1:] + edges[:-1]) / 2


def stands(cut):
    """Where the points of rings and of sectors stand in them, as shares of the way."""
    across, along = (before / (before + after) for before, after in (cut.shape.across, cut.shape.along))
    return across[:, 0], along[0]


def points(cut):
    """The cells' points in a section [m], shape (r, a, 2)."""
    outward, around = (share.reshape(shape) for share, shape in zip(stands(cut), ((-1, 1, 1), (-1, 1)), strict=True))
    spokes = cut.shape.nodes[:-1] + outward * np.diff(cut.shape.nodes, axis=0)
    return spokes + around * (np.roll(spokes, -1, axis=1) - spokes)


def transport(network, chemistry, feed=None, *, tolerance=np.inf):
    """Drug on ``network``; ``feed`` (time, dt) gives what comes in [mol, (cells,)]. The coating is the time."""
    every = (np.ones(network.volumes.size, dtype=bool),)
    nothing = np.zeros(network.volumes.size)

    def fed(time, dt):
        return time + dt, nothing if feed is None else feed(time, dt)

    return Transport(lambda _: network, Stages(network, chemistry), feed=fed, parts=every, tolerance=tolerance)


def stepped(problem, now, end, steps):
    """The moment at ``end`` after ``steps`` equal steps, none refused."""
    begin, dt = now.time, (end - now.time) / steps
    for step in range(steps):
        now = problem.until(now._replace(dt=dt), begin + (step + 1) * dt)
    assert problem.refused == 0
    return now


def empty(problem, network):
    return problem.start(0.0, np.zeros((4, network.volumes.size)))


def held_at(network: Network, tissue: LayeredTissue, surface):
    """The feed [mol/s per mol/m³, (cells,)] that an open lumen gives when the blood holds drug; ``surface`` [m²]."""
    entering = float(tissue.filtration_velocity) * surface
    return network.exits[0] + np.where(network.exits[0] > 0, entering, 0.0)


def inverse(transform, time, points=32):
    """f(t) of a Laplace transform, on Talbot's contour (Weideman's numbers): about ten digits, less where f is tiny."""
    angle = (2 * np.arange(points) + 1) * np.pi / points - np.pi
    half = 0.6407 * angle
    z = points * (0.5017 * angle / np.tan(half) - 0.6122 + 0.2645j * angle)
    turn = points * (0.5017 / np.tan(half) - 0.5017 * half / np.sin(half) ** 2 + 0.2645j)
    return float(np.real(np.sum(np.exp(z) * transform(z / time) * turn) / (1j * points * time)))


def held_slab(wall, edges, days, *, over, tolerance=5e-3):
    """Pools at ``days`` of a slab whose blood holds drug; ``over`` (from, to) is its concentration over time [mol s/m³].

    Shape (days, 4, cells).
    """
    cut = slab(edges)
    network = wall.network(cut)
    gives = held_at(network, wall, lumen_surface(cut).areas.sum())
    feed = lambda time, dt: gives * over(time, time + dt)  # noqa: E731
    problem = transport(network, wall.chemistry(network.volumes.size), feed, tolerance=tolerance)
    now, found = empty(problem, network), []
    for day in days:
        now = problem.until(now, day * DAY)
        found.append(now.pools)
    return np.array(found)


def steady(surface):
    return lambda begin, end: surface * (end - begin)


def site(device="cypher", drug="sirolimus", *, days=28, release=None, values=(), **conditions):
    """A site as the plan of a study makes it; ``release`` replaces the device's, as (name, fields in SI)."""
    study = Study.model_validate(
        {
            "title": "test",
            "question": "test",
            "protocol": "drug_transport",
            "seed": 0,
            "arms": {"arm": {"device": device, "drug": drug}},
            "conditions": {"artery": "porcine_coronary", "days": days, **conditions},
            "compare": [{"endpoint": "wall_content", "test": "arm_mean", "arms": ["arm"]}],
            "values": dict(values),
        }
    )
    planned = plan(study, "test").batches[0]
    return replace(planned, recipe=with_release(planned.recipe, *release)) if release else planned


def with_release(recipe, name, values):
    """``recipe`` with another release model."""
    model = menu.choose("submodels/release", name)
    assert set(values) >= set(units_of(model)), f"{name} needs {set(units_of(model)) - set(values)}"
    numbers = {f"release.{field}": np.asarray(values[field]) for field in units_of(model)}
    return replace(recipe, models={**recipe.models, "release": model}, values={**recipe.values, **numbers})
