"""Developed flow along a lumen of any star-shaped section: axial velocity and wall shear rate by angle."""

from collections.abc import Callable
from math import gamma
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Numbers


class AxialFlow(NamedTuple):
    """Mean velocity [m/s], section area [m²], and at ``angles`` [rad] the lumen radius [m] and shear rate [1/s]."""

    mean_velocity: float
    area: float
    angles: Array
    radius: Array
    shear_rate: Array


def axial_flow(radius: Callable[[Array], Array], *, flow_rate: float, rings: int = 64, sectors: int = 128) -> AxialFlow:
    """Solve ∇²w = −1 in the section r < ``radius``(θ), w = 0 on the wall, and scale it to ``flow_rate`` [m³/s].

    ``radius`` takes angles [rad] and gives metres, smooth and 2π-periodic, about a point that sees the whole wall.
    Bilinear finite elements on the polar grid mapped to the section, second order; the shear rate is the nodal
    reaction over its length of wall, so its integral is the pressure force exactly. Raises ``Mistake`` for a radius
    that is not positive.
    """
    angles = 2 * np.pi * np.arange(sectors) / sectors
    wall = np.asarray(radius(angles), dtype=float)
    if not np.all(wall > 0):
        raise Mistake("the lumen radius must be positive at every angle; move the centre inside the lumen")
    x, y, corners = _mapped(wall, angles, rings=rings)
    stiffness, load = _elements(x, y, corners)
    inside = x.size - sectors
    w = np.zeros(x.size)
    w[:inside] = splu(stiffness[:inside, :inside].tocsc()).solve(load[:inside])
    scale = flow_rate / (load @ w)
    chord = np.hypot(x[inside:] - np.roll(x[inside:], 1), y[inside:] - np.roll(y[inside:], 1))
    share = (chord + np.roll(chord, -1)) / 2
    shear = scale * (load - stiffness @ w)[inside:] / share
    area = float(load.sum())
    return AxialFlow(flow_rate / area, area, angles, wall, shear)


def _mapped(wall: Array, angles: Array, *, rings: int) -> tuple[Array, Array, Numbers]:
    """Nodes, centre first, and the four corners of each cell (cells, 4); the innermost cells have two equal corners."""
    depth = np.sin(np.pi / 2 * np.arange(1, rings + 1) / rings)  # finer at the wall
    r = depth[:, None] * wall
    x = np.concatenate([[0.0], (r * np.cos(angles)).ravel()])
    y = np.concatenate([[0.0], (r * np.sin(angles)).ravel()])
    node = 1 + np.arange(r.size).reshape(r.shape)
    node = np.vstack([np.zeros((1, angles.size), dtype=int), node])
    following = np.roll(node, -1, axis=1)
    corners = np.stack([node[:-1], node[1:], following[1:], following[:-1]], axis=-1)
    return x, y, corners.reshape(-1, 4).astype(np.int64)


def _elements(x: Array, y: Array, corners: Numbers) -> tuple[Any, Array]:
    """Stiffness ∫∇φ·∇φ and load ∫φ by 2×2 Gauss points."""
    stiffness = np.zeros((corners.shape[0], 4, 4))
    load = np.zeros(corners.shape)
    s4, t4 = np.array([-1.0, 1.0, 1.0, -1.0]), np.array([-1.0, -1.0, 1.0, 1.0])
    at = np.stack([x[corners], y[corners]], axis=1)
    for s in (-1 / np.sqrt(3), 1 / np.sqrt(3)):
        for t in (-1 / np.sqrt(3), 1 / np.sqrt(3)):
            shape = (1 + s * s4) * (1 + t * t4) / 4
            local = np.stack([s4 * (1 + t * t4), t4 * (1 + s * s4)]) / 4
            jacobian = np.einsum("kn,edn->ekd", local, at)
            size = np.linalg.det(jacobian)
            gradient = np.linalg.solve(jacobian, np.broadcast_to(local, (len(corners), 2, 4)))
            stiffness += size[:, None, None] * np.einsum("edn,edm->enm", gradient, gradient)
            load += size[:, None] * shape
    rows = np.repeat(corners, 4, axis=1).ravel()
    columns = np.tile(corners, (1, 4)).ravel()
    matrix = sp.coo_matrix((stiffness.ravel(), (rows, columns)), shape=(x.size, x.size)).tocsr()
    whole: Array = np.bincount(corners.ravel(), load.ravel(), x.size).astype(float)
    return matrix, whole


def leveque_coefficient(diffusivity: float, shear_rate: Array, distance: Array | float) -> Array:
    """Local mass-transfer coefficient of a wall into clean blood, k = (D² γ / 9x)^⅓ / Γ(4/3) [m/s].

    ``shear_rate`` γ [1/s] and ``distance`` x from where the wall began to give drug [m] broadcast. Holds where the
    layer of drug is thin against the lumen. Source: M.A. Lévêque, Annales des Mines 1928;13:201.
    """
    return np.cbrt(diffusivity**2 * shear_rate / (9 * np.asarray(distance))) / gamma(4 / 3)
