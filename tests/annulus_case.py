"""The walls of the independent solvers, put to our own: all ten struts, through the parts a study uses."""

import numpy as np
from independent.problems import DAY, DOSE, OFF_RATE, ON_RATE, RELEASE_TIME, SITES

from neointima.geometry.contact import contact
from neointima.geometry.contours import circle
from neointima.geometry.stented_section import StentedSection
from neointima.geometry.strut_section import evenly
from neointima.geometry.strut_shapes.rectangular import Rectangular
from neointima.numerics.transport.advance import Transport
from neointima.numerics.transport.stage import Stages
from neointima.submodels.stented_wall.layered_tissue import LayeredTissue

STRUTS, NEVER, AT_ONCE = 10, 1e-30, 1e30
PATCH = 50e-6


def tissue(wall):
    """The one or two layers of ``wall``, which are our media and adventitia."""
    inside, outside = wall.layers[0], wall.layers[-1]
    lumen = min(wall.lumen_transfer, AT_ONCE)
    membrane = wall.permeability or AT_ONCE
    numbers = {
        "diffusivity_neointima": inside[1],
        "diffusivity_media": inside[1],
        "diffusivity_adventitia": outside[1],
        "in_plane_neointima": inside[2],
        "in_plane_media": inside[2],
        "in_plane_adventitia": outside[2],
        "internal_lamina_permeability": AT_ONCE,
        "external_lamina_permeability": membrane,
        "lamina_reflection": 0.0,
        "filtration_velocity": wall.velocity,
        "lumen_transfer": lumen,
        "adventitial_transfer": wall.outer_transfer or NEVER,
        "specific_density": 0.0,
        "specific_on_rate": 0.0,
        "specific_off_rate": 0.0,
        "complex_turnover": 0.0,
        "nonspecific_density": SITES,
        "nonspecific_on_rate": ON_RATE,
        "nonspecific_off_rate": OFF_RATE,
        "degradation_rate": 0.0,
        "solubility": AT_ONCE,
        "crystallisation_rate": 0.0,
        "uptake": 1.0,
    }
    return LayeredTissue(**{name: np.array(value) for name, value in numbers.items()})


def section(wall, finest, growth):
    """Ten struts as ``wall`` has them: on the wall without height, or sunk into it to half their height."""
    between = wall.layers[0][0] if len(wall.layers) > 1 else wall.inner + 0.8 * (wall.outer - wall.inner)
    # As wide as asked at the lumen's radius, which is the middle of a strut sunk to half.
    shape = Rectangular(width=2 * wall.half_strut * wall.inner, thickness=2 * wall.depth or 1e-9)
    return StentedSection(
        surfaces=[circle(radius) for radius in (wall.inner, wall.inner, between, wall.outer)],
        shape=shape,
        angles=evenly(STRUTS),
        depth=np.full(STRUTS, wall.depth),
        finest=finest,
        growth=growth,
        stretch=3.0,
    )


def patch(wall, mesh):
    """Share of each cell that lies within 50 µm outside a strut's face, over its arc."""
    radii, angles = mesh.grid.radii, mesh.grid.angles
    high = wall.face + PATCH
    reached = (np.clip(radii[1:], wall.face, high) ** 2 - np.clip(radii[:-1], wall.face, high) ** 2) / np.diff(radii**2)
    middles = (angles[1:] + angles[:-1]) / 2
    pitch = 2 * np.pi / STRUTS
    under = np.abs((middles + pitch / 2) % pitch - pitch / 2) < wall.half_strut
    shape = mesh.tissue.shape
    return np.broadcast_to((reached[:, None] * under)[:, :, None], shape)[mesh.tissue > 0]


def solve(wall, days, *, finest=0.3e-6, growth=1.4, tolerance=1e-2):
    """Wall mean and patch mean of all drug [mol/m³] at ``days``, and how many cells and steps it took."""
    mesh = section(wall, finest, growth).mesh()
    touching, layers = contact(mesh).whole, tissue(wall)
    network = layers.network(mesh)
    cells = network.volumes.size

    def feed(time, dt):
        left = [np.exp(-t / RELEASE_TIME) for t in (time, time + dt)]
        return time + dt, touching * DOSE * (left[0] - left[1])

    stages = Stages(network, layers.chemistry(cells))
    near = patch(wall, mesh) * network.volumes
    parts = (np.ones(cells, dtype=bool), near > 0)
    transport = Transport(lambda _: network, stages, feed=feed, parts=parts, tolerance=tolerance)
    now = transport.start(0.0, np.zeros((4, cells)))
    content, peak = [], []
    for day in days:
        now = transport.until(now, day * DAY)
        total = now.pools.sum(axis=0)
        content.append(total @ network.volumes / network.volumes.sum())
        peak.append(total @ near / near.sum())
    return {"content": content, "peak": peak, "cells": cells, "steps": transport.taken, "feed": now.coating}
