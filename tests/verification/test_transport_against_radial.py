"""A section without struts, fed evenly around, against the radial wall of the animal studies.

Two solvers of the same equations that share no line: a tridiagonal one on rings of equal area, refined here fourfold
in space and eightfold in time (halving both moves its content by 0.01 %), and the network on the section's own graded
mesh. Limit 0.5 % in content at every output time of 28 days, as the issue asks, at the cells and tolerance that studies
have unless they say otherwise. Receptors are compared from the first day on: before, they fill within the first rings,
where the two meshes differ.
"""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from neointima.geometry.contours import circle
from neointima.geometry.stented_section import StentedSection
from neointima.library.shelf import units_of
from neointima.numerics.schedule import schedule
from neointima.protocols.drug_transport import DrugTransport
from neointima.simulation.coating import Surfaces
from neointima.simulation.coating.following_curve import FollowingCurve
from neointima.simulation.stented_wall import StentedWall
from neointima.simulation.wall_record import times
from neointima.submodels.wall import Mesh
from neointima.submodels.wall.two_site_binding import TwoSiteBinding
from transport_cases import DAY, OPEN, TURN, site

DAYS, FACING = 28, 0.25
COUNTS, FINER, SOONER = (10, 24, 12), 4, 8


@cache
def case():
    """Recipe, tissue whose laminae do not count, and radii: a Cypher in pig coronary under 100 µm of tissue."""
    where = site(covering="100 um")
    wall = DrugTransport().wall(where)
    opened = replace(
        wall.tissue, internal_lamina_permeability=np.asarray(OPEN), external_lamina_permeability=np.asarray(OPEN)
    )
    radii = [contour.radius(np.zeros(1))[0] for contour in DrugTransport().section(where).surfaces]
    return where.recipe, opened, radii


def shell(edges):
    """Share of the drug for each ring: all of it in the innermost 24th of the media, as the radial wall feeds it."""
    _, _, radii = case()
    low, high = radii[1], radii[1] + (radii[2] - radii[1]) / COUNTS[1]
    inside = np.clip(edges, low, high)
    return np.diff(inside**2) / (high**2 - low**2)


@cache
def radial():
    """Content and receptor-bound drug [mol/m] at the output times, shape (2, times)."""
    recipe, opened, radii = case()
    model = TwoSiteBinding(**{name: np.array([[float(getattr(opened, name))]]) for name in units_of(TwoSiteBinding)})
    parts = [np.linspace(a, b, n * FINER + 1)[:-1] for a, b, n in zip(radii, radii[1:], COUNTS, strict=False)]
    edges = np.append(np.concatenate(parts), radii[-1])
    rings = Mesh(edges[None], np.pi * np.diff(edges**2)[None], np.repeat([0, 1, 2], np.array(COUNTS) * FINER))
    share = shell(edges)[None] * FACING * float(opened.uptake) / float(recipe.submodel("drug", {}).molar_mass)
    release, drug, found = recipe.submodel("release", {}), model.start(rings), []
    coating, marks = release.start(), times(DAYS)
    clock = np.union1d(schedule(DAYS, refine=SOONER), marks)
    for begin, end in pairwise(clock):
        coating, given = release.step(coating, end - begin)
        drug, _ = model.step(drug, rings, source=given * share, dt=end - begin)
        if end in marks:
            found.append((model.held(drug, rings)[0, 0], (drug.specific * rings.areas).sum()))
    return np.array(found).T


def section(finest, tolerance):
    """The same of the stented wall's solver, and how uneven the drug is around."""
    recipe, opened, radii = case()
    nowhere = np.zeros(0)
    surfaces = [circle(radius) for radius in radii]
    cut = StentedSection(surfaces=surfaces, shape=None, angles=nowhere, depth=nowhere, finest=finest).mesh()
    touched = (shell(cut.grid.radii)[:, None] * np.diff(cut.grid.angles) / TURN).ravel()
    coating = FollowingCurve(
        release=recipe.submodel("release", {}),
        surfaces=Surfaces(touched, 1 / FACING),
        molar_mass=float(recipe.submodel("drug", {}).molar_mass),
        length=1.0,
        uptake=float(opened.uptake),
    )
    bare = {"molar_mass": coating.molar_mass, "tissue_density": 1e3, "lodged": 0 * touched, "peristrut": 0 * touched}
    wall = StentedWall(mesh=cut, tissue=opened, coating=coating, touched=touched, tolerance=tolerance, **bare)
    transport, now = wall.ready()
    volumes, found = wall.volumes(), []
    for time in times(DAYS)[1:]:
        now = transport.until(now, float(time))
        found.append((now.pools.sum(axis=0) @ volumes, now.pools[1] @ volumes))
    around = now.pools[0].reshape(cut.tissue.shape)
    return np.array(found).T, float((np.ptp(around, axis=1) / around.max()).max())


@pytest.mark.parametrize("tolerance", [StentedWall.__dataclass_fields__["tolerance"].default, 1e-3])
def test_agrees_with_the_radial_wall(tolerance, claim):
    found, uneven = section(2e-6, tolerance)
    off = np.abs(found / radial() - 1)
    later = times(DAYS)[1:] >= DAY
    text = f"section without struts against the radial wall, 28 days, tolerance {tolerance:g}"
    claim(f"{text}: content", float(off[0].max()), "0.5 % at all times", off[0].max() < 5e-3)
    claim(f"{text}: receptors", float(off[1, later].max()), "0.5 % from day 1", off[1, later].max() < 5e-3)
    # What Newton leaves open, 1e-6 of the content, may lie unevenly in cells of unequal size.
    assert uneven < 1e-3
