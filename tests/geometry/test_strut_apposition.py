"""Struts at known distances from a round lumen."""

import numpy as np
import pytest
from shapely import LineString, Point, Polygon, affinity, box

from neointima.geometry.pullback import Strut
from neointima.geometry.strut_apposition import apposition, is_covered, is_malapposed

UM = 1e-6
RADIUS = 1500 * UM
# The sides of 1440 corners lie less than 0.004 µm inside the circle.
LUMEN = Point(0, 0).buffer(RADIUS, quad_segs=360)
CLOSE = {"atol": 0.02 * UM}


def strut(inner, thickness=90 * UM, width=100 * UM, turned=30.0):
    """A strut whose inner face lies ``inner`` from the centre."""
    flat = box(inner, -width / 2, inner + thickness, width / 2)
    return Strut(affinity.rotate(flat, turned, origin=(0, 0)))


@pytest.mark.parametrize("tissue", [5, 60, 400])
def test_tissue_is_measured_from_the_inner_face(tissue):
    """The middle of a flat face comes nearest to a round lumen inside it."""
    found = apposition(strut(RADIUS + tissue * UM), LUMEN)
    np.testing.assert_allclose(found.tissue, tissue * UM, **CLOSE)
    assert found.protrusion == 0


def test_a_bare_strut_that_lies_on_the_wall_is_neither_covered_nor_malapposed():
    found = apposition(strut(RADIUS - 90 * UM), LUMEN)
    assert found.tissue == 0
    # Corners of the outer face lie 1.7 µm in the round wall.
    np.testing.assert_allclose(found.protrusion, 90 * UM, atol=1 * UM)
    assert not is_covered(found, 0.0)
    assert not is_malapposed(found, 90 * UM)


@pytest.mark.parametrize(("gap", "expected"), [(-5, False), (5, True), (300, True)])
def test_malapposed_begins_where_the_strut_leaves_the_wall(gap, expected):
    found = apposition(strut(RADIUS - (90 + gap) * UM), LUMEN)
    assert is_malapposed(found, 90 * UM) is expected


def test_a_mark_of_the_bright_edge_is_measured_like_the_face():
    for shape in (Point(RADIUS - 290 * UM, 0), LineString([(RADIUS - 290 * UM, 0), (RADIUS - 280 * UM, 60 * UM)])):
        np.testing.assert_allclose(apposition(Strut(shape), LUMEN).protrusion, 290 * UM, **CLOSE)
    np.testing.assert_allclose(apposition(Strut(Point(0, RADIUS + 80 * UM)), LUMEN).tissue, 80 * UM, **CLOSE)


def test_the_threshold_of_coverage_is_the_person_s():
    found = apposition(strut(RADIUS + 30 * UM), LUMEN)
    assert is_covered(found, 0.0)
    assert is_covered(found, 20 * UM)
    assert not is_covered(found, 40 * UM)


def test_outlines_that_touch_but_for_rounding_leave_the_strut_bare():
    """Files with four digits of a millimetre are off by 0.1 µm."""
    assert not is_covered(apposition(strut(RADIUS + 0.3 * UM), LUMEN), 0.0)


def test_a_strut_drawn_as_a_hole_in_the_lumen_stands_in_it():
    """Its corners, which are what is measured, lie 50²/2/1100 = 1.1 µm nearer to the wall than the middle."""
    alone = strut(RADIUS - 400 * UM)
    holed = Polygon(LUMEN.exterior, [alone.shape.exterior])
    np.testing.assert_allclose(apposition(alone, holed).protrusion, 400 * UM, atol=1.2 * UM)
    assert apposition(alone, holed).tissue == 0
