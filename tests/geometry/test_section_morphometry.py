"""Outlines whose areas and thicknesses are known are read off exactly."""

import numpy as np
import pytest
from shapely import LineString, MultiLineString, Polygon

from neointima.geometry.contours import fitted, kept_open
from neointima.geometry.drawn_section import DrawnSection, check_order, of_contours
from neointima.geometry.rays import even_angles, innermost, outermost, reach
from neointima.geometry.section_contours import SectionContours
from neointima.geometry.section_morphometry import morphometry
from neointima.geometry.strut_injury import extended, injury_index, schwartz
from neointima.mistake import Mistake


def circle(radius, at=(0.0, 0.0), points=5000):
    angles = np.arange(points) * 2 * np.pi / points
    return np.stack([radius * np.cos(angles) + at[0], radius * np.sin(angles) + at[1]], axis=-1)


def strut(angle, inner, outer, half, at=(0.0, 0.0)):
    """A box whose faces are arcs' chords: narrow enough for its middle to speak for it."""
    across, along = np.array([inner, outer, outer, inner]), np.array([-half, -half, half, half])
    cos, sin = np.cos(angle), np.sin(angle)
    return np.stack([across * cos - along * sin + at[0], across * sin + along * cos + at[1]], axis=-1)


def section(at=(0.0, 0.0), lumen_at=(0.0, 0.0), lumen=1.0e-3):
    struts = tuple(strut(angle, 1.4e-3, 1.55e-3, 20e-6, at) for angle in (0.3, 2.0, 4.0))
    inside = circle(lumen, np.add(at, lumen_at))
    return SectionContours(inside, circle(1.5e-3, at), circle(1.6e-3, at), circle(1.8e-3, at), struts)


@pytest.mark.parametrize("at", [(0.0, 0.0), (0.02, -0.013)], ids=["at the origin", "in a corner of the slide"])
def test_rings_and_boxes_are_read_as_they_are(at):
    found, struts = morphometry(of_contours(section(at)))
    # 5,000 points to a circle: areas are right to 3e-7, a chord lies 2e-7 of the radius inside the arc.
    assert found.lumen_area == pytest.approx(np.pi * 1e-6, rel=1e-6)
    assert found.lamina_area == pytest.approx(np.pi * 2.25e-6, rel=1e-6)
    assert found.neointimal_area == pytest.approx(np.pi * 1.25e-6, rel=1e-6)
    assert found.external_area == pytest.approx(np.pi * 2.56e-6, rel=1e-6)
    assert found.thickness_between_struts == pytest.approx(0.5e-3, rel=1e-6)
    # The outer face is flat: its middle half lies up to 32 nm further from the centre than its middle.
    assert found.thickness_at_struts == pytest.approx(0.55e-3, abs=0.1e-6)
    np.testing.assert_allclose(struts.over_outer, 0.55e-3, atol=0.1e-6)
    # The inner face is 40 µm wide at 1.4 mm: flat to 0.14 µm.
    np.testing.assert_allclose(struts.over_inner, 0.4e-3, atol=0.15e-6)
    np.testing.assert_allclose(struts.angle, [0.3, 2.0, 4.0], atol=1e-9)
    assert found.media_area == pytest.approx(np.pi * 0.31e-6, rel=1e-6)
    assert found.strut_coverage == 1.0


def test_a_lumen_aside_thins_the_tissue_on_its_side():
    found, struts = morphometry(of_contours(section(lumen_at=(0.2e-3, 0.0))))
    # In the direction a, a circle of radius r about (e, 0) lies at e cos a + sqrt(r² - e² sin² a).
    angles = np.array([0.3, 2.0, 4.0])
    lumen = 0.2e-3 * np.cos(angles) + np.sqrt(1e-6 - (0.2e-3 * np.sin(angles)) ** 2)
    # A strut spans 1.5 degrees, over which the lumen's distance curves by less than a micrometre.
    np.testing.assert_allclose(struts.over_outer, 1.55e-3 - lumen, atol=1e-6)
    # Along the axis it is 0.3 mm on one side and 0.7 on the other; rays stand a quarter of a degree off it.
    assert found.neointimal_eccentricity == pytest.approx(0.4 / 0.7, abs=1e-4)


def test_struts_without_tissue_are_not_covered_and_what_is_not_drawn_is_not_read():
    assert morphometry(of_contours(section(lumen=1.3899e-3)))[0].strut_coverage == 0.0
    bare, struts = morphometry(of_contours(section()._replace(struts=())))
    assert np.isnan([bare.strut_coverage, bare.thickness_at_struts, bare.struts, bare.stent_area]).all()
    assert struts.angle.size == 0
    outer = DrawnSection(lumen=Polygon(circle(1.0)), external_lamina=Polygon(circle(2.0)))
    found, _ = morphometry(outer)
    assert np.isnan([found.lamina_area, found.neointimal_area, found.thickness_between_struts]).all()
    assert found.external_area == pytest.approx(4 * np.pi, rel=1e-6)


def test_quick_rays_find_what_the_clear_ones_find():
    luck = np.random.default_rng(3)
    # Folded, and seen from within, from outside, and from a corner's own direction.
    angles = np.sort(luck.uniform(0, 2 * np.pi, 300))
    radii = 1 + 0.4 * luck.random(300) * np.sin(7 * angles)
    folded = np.column_stack([radii * np.cos(angles + 0.3 * np.sin(5 * angles)), radii * np.sin(angles)])
    for centre in (np.zeros(2), np.array([0.2, -0.1]), np.array([2.0, 0.5])):
        nearest, furthest = reach(folded, centre, 720)
        np.testing.assert_allclose(nearest, innermost(folded, centre, even_angles(720)), rtol=1e-9)
        np.testing.assert_allclose(furthest, outermost(folded, centre, even_angles(720)), rtol=1e-9)


def pressed(depth, *, gap=False):
    """A strut whose outer face stands ``depth`` outside a lamina of 1.5 mm, media to 1.7 mm."""
    strut_box = Polygon(strut(0.0, 1.4e-3 + depth, 1.5e-3 + depth, 50e-6))
    torn = LineString([(1.5e-3, -60e-6), (1.5e-3, 60e-6)]) if gap else Polygon()
    lamina, external = Polygon(circle(1.5e-3)), Polygon(circle(1.7e-3))
    return DrawnSection(Polygon(circle(1e-3)), lamina, external, struts=(strut_box,), torn_internal=torn)


@pytest.mark.parametrize(
    ("depth", "gap", "score", "wide"),
    [
        (-20e-6, False, 0.0, 0.0),
        (5e-6, False, 0.0, 0.0),
        (-20e-6, True, 1.0, 2.0),
        (60e-6, False, 2.0, 2.0),
        (60e-6, True, 2.0, 2.0),
        (230e-6, False, 3.0, 3.0),
    ],
)
def test_the_score_rises_with_what_is_torn(depth, gap, score, wide):
    drawn = pressed(depth, gap=gap)
    scores = schwartz(drawn)
    assert scores == [score]
    readings = morphometry(drawn)[1]
    # The box's outer face is flat, 100 µm wide at 1.5 mm: over its middle half 0.07 µm further out than its middle.
    np.testing.assert_allclose(readings.embedding, depth, atol=0.2e-6)
    assert extended(scores, readings) == [wide]


def test_a_gap_elsewhere_is_not_the_struts_and_the_index_is_its_share():
    far = LineString([(-1.5e-3, -60e-6), (-1.5e-3, 60e-6)])
    drawn = pressed(-20e-6)._replace(torn_internal=MultiLineString([far]))
    assert schwartz(drawn) == [0.0]
    assert injury_index(far, drawn.internal_lamina) == pytest.approx(120e-6 / (2 * np.pi * 1.5e-3), rel=1e-5)


def test_a_pushed_lamina_is_stretch_without_a_tear():
    angles = np.arange(5000) * 2 * np.pi / 5000
    aside = np.minimum(angles, 2 * np.pi - angles)
    radii = 1.5e-3 + 40e-6 * np.exp(-((aside / 0.055) ** 16))
    line = np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])
    drawn = pressed(35e-6)._replace(internal_lamina=Polygon(line))
    readings = morphometry(drawn)[1]
    assert schwartz(drawn) == [0.0]
    np.testing.assert_allclose(readings.bulge, 40e-6, atol=1e-6)
    assert extended(schwartz(drawn), readings) == [1.0]


def test_endothelium_covers_what_lies_along_it():
    half = np.linspace(0, np.pi, 500)
    line = LineString(1.01e-3 * np.column_stack([np.cos(half), np.sin(half)]))
    found, _ = morphometry(pressed(0.0)._replace(endothelium=line))
    # Half the circle, and 20 µm beyond either end of 6.28 mm.
    assert found.endothelialised == pytest.approx(0.5, abs=2 * 20e-6 / 6.28e-3)


def test_layers_inside_out_are_a_mistake():
    check_order(pressed(0.0), "a section")
    inside_out = DrawnSection(Polygon(circle(1e-3, (0.7e-3, 0.0))), Polygon(circle(1.5e-3)))
    with pytest.raises(Mistake, match=r"of the lumen lies outside the internal elastic lamina"):
        check_order(inside_out, "a section")


def test_rays_cross_a_box_twice_and_miss_beside_it():
    box, centre = strut(0.0, 1.0, 2.0, 0.5), np.zeros(2)
    angles = np.array([0.01, 1.0])
    near, far = innermost(box, centre, angles), outermost(box, centre, angles)
    np.testing.assert_allclose([near[0], far[0]], [1 / np.cos(0.01), 2 / np.cos(0.01)], rtol=1e-12)
    assert np.isnan(near[1]) and np.isnan(far[1])


def test_a_lumen_that_tissue_nearly_closes_from_one_side_is_kept_open():
    angles = np.arange(720) * 2 * np.pi / 720
    line = fitted(0.5e-3 + 0.6e-3 * np.cos(angles))
    opened = kept_open(line, 50e-6)
    assert line.radius(angles).min() < 0
    # The least radius is found among samples half a degree apart.
    assert opened.radius(angles).min() == pytest.approx(50e-6, rel=1e-3)
    assert opened.radius(angles).mean() == pytest.approx(0.5e-3, rel=1e-12)
    wide = fitted(0.5e-3 + 0.1e-3 * np.cos(angles))
    assert kept_open(wide, 50e-6) is wide
    shut = kept_open(fitted(np.full(720, 1e-6)), 50e-6)
    np.testing.assert_allclose(shut.radius(angles), 50e-6)
