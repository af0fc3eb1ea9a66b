"""Outlines whose areas and thicknesses are known are read off exactly."""

import numpy as np
import pytest

from neointima.geometry.contours import fitted, kept_open
from neointima.geometry.section_contours import SectionContours
from neointima.geometry.section_morphometry import innermost, morphometry, outermost


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
    found = morphometry(section(at))
    # 5,000 points to a circle: areas are right to 3e-7, a chord lies 2e-7 of the radius inside the arc.
    assert found.lumen_area == pytest.approx(np.pi * 1e-6, rel=1e-6)
    assert found.lamina_area == pytest.approx(np.pi * 2.25e-6, rel=1e-6)
    assert found.neointimal_area == pytest.approx(np.pi * 1.25e-6, rel=1e-6)
    assert found.external_area == pytest.approx(np.pi * 2.56e-6, rel=1e-6)
    assert found.thickness_between_struts == pytest.approx(0.5e-3, rel=1e-6)
    # The outer face is flat: its middle half lies up to 32 nm further from the centre than its middle.
    assert found.thickness_at_struts == pytest.approx(0.55e-3, abs=0.1e-6)
    np.testing.assert_allclose(found.strut_tissue, 0.55e-3, atol=0.1e-6)
    assert found.strut_coverage == 1.0


def test_a_lumen_aside_thins_the_tissue_on_its_side():
    found = morphometry(section(lumen_at=(0.2e-3, 0.0)))
    # In the direction a, a circle of radius r about (e, 0) lies at e cos a + sqrt(r² - e² sin² a).
    angles = np.array([0.3, 2.0, 4.0])
    lumen = 0.2e-3 * np.cos(angles) + np.sqrt(1e-6 - (0.2e-3 * np.sin(angles)) ** 2)
    # A strut spans 1.5 degrees, over which the lumen's distance curves by less than a micrometre.
    np.testing.assert_allclose(found.strut_tissue, 1.55e-3 - lumen, atol=1e-6)


def test_struts_without_tissue_are_not_covered_and_no_strut_is_no_harm():
    assert morphometry(section(lumen=1.3899e-3)).strut_coverage == 0.0
    bare = morphometry(section()._replace(struts=()))
    assert bare.strut_coverage == 1.0 and bare.thickness_at_struts == 0.0 and bare.strut_tissue.size == 0


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
