"""Sections and segments cut into cells: sizes, right angles, metal, contact, and what is refused."""

import numpy as np
import pytest

from neointima.geometry.contact import centres, contact, depths, near, section_coating, segment_coating
from neointima.geometry.contours import centre_of, check_nested, circle, ellipse, fitted, traced
from neointima.geometry.faces import faces, lumen_surface, outer_surface
from neointima.geometry.grading import Mark, graded
from neointima.geometry.stented_section import StentedSection
from neointima.geometry.stented_segment import StentedSegment
from neointima.geometry.strut_section import evenly, relief_of_struts
from neointima.geometry.strut_shapes.rectangular import Rectangular
from neointima.geometry.strut_shapes.round import Round
from neointima.geometry.wall_mesh import Grid, round_shape, traced_shape
from neointima.mistake import Mistake

SQUARE, WIRE = Rectangular(width=1e-4, thickness=1e-4), Round(width=9e-5, thickness=9e-5)
ROUND = [circle(radius) for radius in (1.4e-3, 1.5e-3, 1.7e-3, 1.85e-3)]
BARE_LUMEN = [ROUND[1], *ROUND[1:]]
OVAL = [ellipse(2.8e-3, 2.4e-3), ellipse(3.2e-3, 2.9e-3), ellipse(3.6e-3, 3.3e-3), ellipse(4e-3, 3.6e-3)]


def section(surfaces=ROUND, shape=SQUARE, depth=50e-6, angles=None, finest=4e-6):
    angles = evenly(10) if angles is None else np.asarray(angles)
    return StentedSection(
        surfaces=surfaces, shape=shape, angles=angles, depth=np.broadcast_to(depth, angles.shape), finest=finest
    )


def test_cells_grow_by_no_more_than_asked_and_meet_their_marks():
    edges = graded([Mark(0.0, 1.0), Mark(100.0, 2.0), Mark(130.0, 0.5)], growth=1.3, largest=15.0)
    sizes = np.diff(edges)
    assert {0.0, 100.0, 130.0} <= set(edges)
    # Filling an interval stretches its cells by less than half the largest of them.
    inside = edges[1:-1] != 100.0
    ratio = np.maximum(sizes[1:] / sizes[:-1], sizes[:-1] / sizes[1:])[inside]
    assert ratio.max() < 1.3**2
    assert sizes.max() < 1.5 * 15
    assert sizes[0] < 1.5


def test_a_round_wall_has_its_area_and_its_metal():
    mesh = section().mesh()
    whole = np.pi * (1.85e-3**2 - 1.4e-3**2)
    assert mesh.shape.areas.sum() == pytest.approx(whole, rel=1e-12)
    assert whole - mesh.volumes().sum() == pytest.approx(10 * 1e-8, rel=1e-9)


@pytest.mark.parametrize(("shape", "outline"), [(SQUARE, 4e-4), (WIRE, np.pi * 9e-5)], ids=["square", "wire"])
def test_contact_is_the_outline_of_the_struts(shape, outline):
    """Covered struts touch tissue all round. A wire is cut by cells 6 µm wide: 2 %, the sagitta of its arc in one."""
    touching = contact(section(shape=shape, depth=30e-6).mesh())
    assert touching.whole.sum() == pytest.approx(10 * outline, rel=1e-3 if shape is SQUARE else 0.02)
    assert section_coating(shape, 10, abluminal=False) == pytest.approx(10 * outline, rel=1e-9)


def test_a_strut_in_the_lumen_touches_with_what_is_pressed_in():
    """50 of 100 µm are embedded: the outer face and half of each flank."""
    touching = contact(section(surfaces=BARE_LUMEN).mesh())
    at_lumen = 1e-4 * 1.55 / 1.5
    assert touching.outer.sum() == pytest.approx(10 * at_lumen, rel=2e-3)
    assert touching.whole.sum() - touching.outer.sum() == pytest.approx(10 * 1e-4, rel=1e-6)


def test_a_malapposed_strut_touches_nothing():
    touching = contact(section(surfaces=BARE_LUMEN, depth=np.append(np.full(9, 50e-6), -20e-6)).mesh())
    assert touching.outer.sum() == pytest.approx(9 * 1e-4 * 1.55 / 1.5, rel=2e-3)


def test_a_traced_circle_is_the_round_mesh():
    grid = Grid(np.linspace(1.5e-3, 2e-3, 11), np.linspace(0, 2 * np.pi, 257), np.array([0.0, 1.0]), np.ones(10, int))
    found = traced_shape(grid, [circle(1.5e-3), circle(2e-3)], levels=np.linspace(0, 1, 11), reference=0)
    exact = round_shape(grid)
    # Straight chords for arcs: (Δθ)² / 6.
    np.testing.assert_allclose(found.areas, exact.areas, rtol=2e-4)
    np.testing.assert_allclose(found.rims, exact.rims, rtol=1e-4)
    np.testing.assert_allclose(found.nodes, exact.nodes, atol=1e-15)


def test_rings_and_sectors_of_an_oval_wall_meet_at_right_angles():
    """Right angles at the nodes, up to the chords of cells 40 µm wide: under half a degree."""
    nodes = section(surfaces=OVAL, shape=None, angles=[]).mesh().shape.nodes
    outward = np.diff(nodes, axis=0)
    around = (np.roll(nodes, -1, axis=1) - np.roll(nodes, 1, axis=1))[:-1]
    cosine = (outward * around).sum(-1) / np.linalg.norm(outward, axis=-1) / np.linalg.norm(around, axis=-1)
    assert np.abs(cosine).max() < np.sin(np.radians(0.5))


def test_struts_keep_their_size_in_an_oval_wall():
    """Bent with the wall: 2 % by its curvature, which is half as much again at its ends."""
    mesh = section(surfaces=OVAL).mesh()
    metal = mesh.shape.areas.sum() - mesh.volumes().sum()
    assert metal == pytest.approx(10 * 1e-8, rel=0.02)
    assert contact(mesh).whole.sum() == pytest.approx(10 * 4e-4, rel=0.02)


def test_every_face_joins_two_cells_of_tissue_and_surfaces_are_whole():
    mesh = section().mesh()
    inside, cells = faces(mesh), mesh.number().max() + 1
    assert inside.pairs.min() >= 0
    assert inside.pairs.max() == cells - 1
    assert np.all(inside.areas > 0)
    assert lumen_surface(mesh).areas.sum() == pytest.approx(2 * np.pi * 1.4e-3, rel=1e-12)
    assert outer_surface(mesh).areas.sum() == pytest.approx(2 * np.pi * 1.85e-3, rel=1e-12)


def test_depth_and_nearness_are_distances():
    mesh = section().mesh()
    places = centres(mesh)
    # The chord of a cell 60 µm wide lies 0.3 µm inside its arc.
    near_side, far_side = depths(mesh)
    np.testing.assert_allclose((near_side + far_side) / 2, np.hypot(*places[:, :2].T) - 1.4e-3, atol=1e-6)
    beside = near(mesh, contact(mesh).whole, 50e-6)
    assert 0.05 < beside.mean() < 1
    assert not near(section(shape=None, angles=[]).mesh(), np.zeros(1), 50e-6).any()


def test_a_segment_holds_the_metal_of_its_stent():
    relief = relief_of_struts(SQUARE, angles=evenly(6), outer_face=np.full(6, 1.58e-3), height=1e-3)
    segment = StentedSegment(reliefs=[relief], radii=(1.4e-3, 1.5e-3, 1.7e-3, 1.85e-3), length=1e-3, cell=5e-5)
    mesh = segment.mesh()
    metal = (mesh.shape.areas.sum() * 1e-3 - mesh.volumes().sum()) / 1e-3
    assert metal == pytest.approx(6 * 1e-8, rel=1e-9)
    assert segment_coating(SQUARE, [relief], abluminal=False) == pytest.approx(6 * 4e-4 * 1e-3, rel=1e-6)


@pytest.mark.parametrize("depth", [0.25e-3, 0.21e-3])
def test_struts_that_leave_the_wall_are_refused(depth):
    with pytest.raises(Mistake, match=r"struts leave the wall: they reach .* um beyond the external elastic lamina"):
        section(depth=depth).mesh()


def test_a_stent_that_leaves_the_wall_of_a_segment_is_refused():
    relief = relief_of_struts(SQUARE, angles=evenly(6), outer_face=np.full(6, 1.75e-3), height=1e-3)
    segment = StentedSegment(reliefs=[relief], radii=(1.4e-3, 1.5e-3, 1.7e-3, 1.85e-3), length=1e-3, cell=5e-5)
    with pytest.raises(Mistake, match="they reach 50 um beyond the external elastic lamina"):
        segment.mesh()


def test_overlapping_struts_are_refused():
    with pytest.raises(Mistake, match="overlap"):
        section(angles=[0.0, 0.03]).mesh()


def test_contours_that_cross_are_refused():
    with pytest.raises(Mistake, match="external elastic lamina does not lie outside"):
        check_nested([circle(1e-3), ellipse(2.4e-3, 1.9e-3)], ["lumen", "external elastic lamina"])


def points(radius):
    angles = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    return radius(angles)[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_a_traced_contour_is_found_again_wherever_it_lies():
    """Points every 1.8 degrees joined by chords: sagitta 0.2 µm."""
    line = points(lambda a: 1.5e-3 + 1e-4 * np.cos(3 * a))
    elsewhere = line + np.array([5e-3, 2e-3])
    found = traced(elsewhere, centre_of(elsewhere), "lumen")
    angles = np.linspace(0, 6, 50)
    np.testing.assert_allclose(found.radius(angles), 1.5e-3 + 1e-4 * np.cos(3 * angles), atol=5e-7)
    np.testing.assert_allclose(found.slope(angles), -3e-4 * np.sin(3 * angles), atol=1e-5)
    backwards = traced(line[::-1], centre_of(line), "lumen")
    np.testing.assert_allclose(backwards.radius(angles), found.radius(angles), atol=1e-6)


@pytest.mark.parametrize(
    "line",
    [
        points(lambda a: 1e-3 * np.ones_like(a))[[0, 100, 50, 150, 20, 120, 70, 170, 199]],
        points(lambda a: 1e-3 * np.cos(2 * a)),
        points(lambda a: 1e-3 * np.ones_like(a))[:4],
        np.concatenate([points(lambda a: 1e-3 + 0 * a)] * 2),
    ],
    ids=["star", "figure of eight", "four points", "twice around"],
)
def test_a_contour_that_crosses_itself_is_refused(line):
    with pytest.raises(Mistake, match=r"crosses itself|a contour needs eight"):
        traced(line, np.zeros(2), "lumen")


def test_a_smooth_contour_is_kept_by_its_waves():
    angles = np.arange(256) * 2 * np.pi / 256
    shape = fitted(1.5e-3 + 1e-4 * np.sin(angles) + 5e-5 * np.cos(7 * angles))
    np.testing.assert_allclose(
        shape.radius(angles), 1.5e-3 + 1e-4 * np.sin(angles) + 5e-5 * np.cos(7 * angles), rtol=1e-12
    )
