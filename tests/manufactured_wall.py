"""Walls whose answer is known: g(t) F(x), F in three layers of different anisotropic diffusivity.

Flux through the laminae follows Kedem and Katchalsky; bound drug comes from an independent solver.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
from numpy.polynomial import chebyshev
from scipy.integrate import solve_ivp

from neointima.geometry.wall_mesh import Grid, mesh, round_shape
from neointima.numerics.linear import GAMMA
from neointima.numerics.transport.network import drifting
from transport_cases import TURN, empty, layered_radii, middles, smooth, stands, stepped, tissue, transport

END, RISE, C0 = 4 * 3600.0, 2 * 3600.0, 1e-3
SURFACES = 1.5e-3, 1.6e-3, 1.9e-3, 2.05e-3
RADIAL, IN_PLANE = np.array([2e-12, 7e-12, 2e-11]), np.array([2e-11, 4e-11, 2e-11])
WALL = {"lumen_transfer": 3e-8, "adventitial_transfer": 5e-8}
WALL |= {"internal_lamina_permeability": 4e-8, "external_lamina_permeability": 8e-8}
SLOW = {"specific_density": 2e-3, "specific_on_rate": 0.1, "specific_off_rate": 1e-4, "complex_turnover": 2e-5}
FAST = {"nonspecific_density": 4e-3, "nonspecific_on_rate": 20.0, "nonspecific_off_rate": 2e-2}
LOST = {"degradation_rate": 2e-5}
WATER = {"filtration_velocity": 2e-8}
HELD_BACK = {"filtration_velocity": 2e-8, "lamina_reflection": 0.9, "internal_lamina_permeability": 2e-7}
CRYSTALS = {"solubility": 2e-3, "crystallisation_rate": 1e-4}
NODES, HEIGHT = 48, 0.5e-3


class Made(NamedTuple):
    """A problem whose answer is known: F and ∇·(D ∇F) − ∇·(v F) in every cell."""

    tissue: object
    network: object
    field: np.ndarray
    carried: np.ndarray


def grown(time):
    """g, and its integral from zero."""
    share = -np.expm1(-time / RISE)
    return share, time - RISE * share


def bound(wall, field, times):
    """Specific, nonspecific and ∫ specific that go with free drug ``field`` × g, shape (3, times, cells).

    They depend on the place through F alone, so they are integrated at Chebyshev points of F and read off between.
    """
    highest = field.max()
    nodes = (1 + chebyshev.chebpts1(NODES)) * highest / 2
    numbers = [f"{site}_{name}" for site in ("specific", "nonspecific") for name in ("on_rate", "off_rate", "density")]
    on_s, off_s, full_s, on_n, off_n, full_n = (float(getattr(wall, name)) for name in numbers)
    loss = float(wall.complex_turnover)

    def slope(time, three):
        s, n, _ = three.reshape(3, -1)
        c = nodes * grown(time)[0]
        return np.concatenate([on_s * c * (full_s - s) - (off_s + loss) * s, on_n * c * (full_n - n) - off_n * n, s])

    done = solve_ivp(slope, (0, END), np.zeros(3 * NODES), t_eval=times, method="LSODA", rtol=1e-11, atol=1e-18)
    values = done.y.reshape(3, NODES, -1).swapaxes(0, 1).reshape(NODES, -1)
    series = chebyshev.chebfit(nodes * 2 / highest - 1, values, NODES - 1)
    return chebyshev.chebval(field * 2 / highest - 1, series).reshape(3, times.size, -1)


def errors(made, steps):
    """Errors at the end in L2, of free and of all drug, and the largest of free drug, relative to the exact."""
    wall, network, field, carried = made
    # A step is fed in two parts, one for each stage.
    parts = END / steps * (np.arange(steps)[:, None] + [0.0, 1 - GAMMA]).ravel()
    volumes, times = network.volumes, np.append(parts, END)
    held = bound(wall, np.maximum(field, 0.0), times)
    loss, broken = float(wall.complex_turnover), float(wall.degradation_rate)

    def feed(time, dt):
        step = int(np.argmin(np.abs(times - time)))
        assert times[step + 1] - times[step] == pytest.approx(dt, rel=1e-6)
        (before, sum_before), (after, sum_after) = grown(times[step]), grown(times[step + 1])
        specific, nonspecific, over_time = held[:, step + 1] - held[:, step]
        free = (after - before) * field + (sum_after - sum_before) * (broken * field - carried)
        return volumes * (free + specific + nonspecific + loss * over_time)

    problem = transport(network, wall.chemistry(volumes.size), feed)
    now = stepped(problem, empty(problem, network), END, steps)
    free = field * grown(END)[0]
    everything = free + held[0, -1] + held[1, -1]
    wrong, all_wrong = now.pools[0] - free, now.pools.sum(axis=0) - everything
    in_l2 = [np.sqrt(e**2 @ volumes / (f**2 @ volumes)) for e, f in ((wrong, free), (all_wrong, everything))]
    return np.array([*in_l2, np.abs(wrong).max() / free.max()])


def orders(make, meshes, steps):
    """Observed orders between the last two of ``meshes``; every error falls from each to the next."""
    found = [errors(make(rings), steps) for rings in meshes]
    assert all((coarse > fine).all() for coarse, fine in pairwise(found))
    return np.log2(found[-2] / found[-1])


def profile(wall, radii, layers):
    """f(r), f′ and f″: a parabola in each layer, joined by flux and lamina, with the conditions at both ends."""

    def face(conductance, velocity):
        return [float(part[0]) for part in drifting(np.array([float(conductance)]), np.array([velocity]))]

    permeability = (wall.internal_lamina_permeability, wall.external_lamina_permeability)
    value, parts = C0, []
    flux = -face(wall.lumen_transfer, -float(wall.filtration_velocity))[0] * value
    for k, (begin, end) in enumerate(pairwise(SURFACES)):
        enters, leaves = (float(wall.filtration_velocity) * SURFACES[0] / r for r in (begin, end))
        thick = end - begin
        slope = (enters * value - flux) / RADIAL[k]
        bend = -1.2 * slope / thick if slope > 0 else -0.3 * slope / thick
        if k == 2:
            left = leaves - face(wall.adventitial_transfer, leaves)[0]
            bend = RADIAL[k] * slope - left * (value + slope * thick)
            bend /= left * thick**2 / 2 - RADIAL[k] * thick
        parts.append((begin, value, slope, bend))
        if k < 2:
            last = value + slope * thick + bend * thick**2 / 2
            flux = leaves * last - RADIAL[k] * (slope + bend * thick)
            ahead, back = face(permeability[k], leaves * (1 - float(wall.lamina_reflection)))
            value = (ahead * last - flux) / back
    begin, value, slope, bend = np.array(parts)[layers].T
    x = radii - begin
    return value + slope * x + bend * x**2 / 2, slope + bend * x, bend


def round_wall(own, rings, *, stretch=0.5, solid=False):
    """F = f(r) (1 + 0.4 cos 3θ) (1 + 0.3 cos πz/H, in a segment), on cells that swell and shrink smoothly."""
    wall = tissue(RADIAL, IN_PLANE, **{**WALL, **own})
    radii, layers = layered_radii(SURFACES, (rings // 4, rings // 2, rings // 4), stretch=stretch)
    heights = smooth(0, HEIGHT, rings // 2, stretch=stretch) if solid else np.array([0.0, 1.0])
    grid = Grid(radii, smooth(0, TURN, rings, stretch=stretch), heights, layers)
    cut = mesh(grid, round_shape(grid), [])
    network = wall.network(cut)
    r, angle = (
        edges[:-1] + share * np.diff(edges) for edges, share in zip((radii, grid.angles), stands(cut), strict=True)
    )
    z = middles(heights)
    f, f_r, f_rr = (np.asarray(part)[:, None, None] for part in profile(wall, r, layers))
    radial, in_plane = (D[layers][:, None, None] for D in (RADIAL, IN_PLANE))
    r, w, w_aa = r[:, None, None], 1 + 0.4 * np.cos(3 * angle)[:, None], -3.6 * np.cos(3 * angle)[:, None]
    wave = 0.3 * np.cos(np.pi * z / HEIGHT) * solid
    h, h_zz = 1 + wave, -((np.pi / HEIGHT) ** 2) * wave
    water = float(wall.filtration_velocity) * SURFACES[0] / r
    carried = radial * (f_rr + f_r / r) * w * h + in_plane * f * (w_aa * h / r**2 + w * h_zz) - water * f_r * w * h
    return Made(wall, network, (f * w * h).ravel(), carried.ravel())
