"""Struts around a section: exact metal, wherever they stand; what cannot be is refused."""

import numpy as np
import pytest

from neointima.geometry.relief import TURN, metal_share, volume
from neointima.geometry.strut_section import evenly, relief_of_struts
from neointima.geometry.strut_shapes.rectangular import Rectangular
from neointima.geometry.strut_shapes.round import Round
from neointima.mistake import Mistake

UM = 1e-6
BAR, WIRE = Rectangular(width=120 * UM, thickness=80 * UM), Round(width=91 * UM, thickness=91 * UM)
AREAS = [(BAR, 120 * 80), (WIRE, np.pi / 4 * 91**2)]


@pytest.mark.parametrize(("shape", "area"), AREAS)
def test_struts_have_the_area_of_their_shape(shape, area):
    """One stands across angle 0, one is embedded, one floats: 1e-12."""
    angles, outer_face = np.array([0.01, 1.0, 4.0]), np.array([1.5, 1.58, 1.3]) * 1e-3
    relief = relief_of_struts(shape, angles=angles, outer_face=outer_face)
    np.testing.assert_allclose(volume(relief), 3 * area * UM**2, rtol=1e-12)


@pytest.mark.parametrize(("shape", "area"), AREAS)
def test_even_struts_are_alike(shape, area):
    """A grid with a cell for each strut: the same share in all."""
    relief = relief_of_struts(shape, angles=evenly(10), outer_face=1.5e-3)
    radii, angles = np.array([1.3e-3, 1.6e-3]), np.linspace(-TURN / 20, TURN - TURN / 20, 11)
    share = metal_share(relief, radii=radii, angles=angles, heights=relief.heights)[0, :, 0]
    whole = np.pi / 10 * (1.6e-3**2 - 1.3e-3**2)
    np.testing.assert_allclose(share, area * UM**2 / whole, rtol=1e-11)


def test_a_wire_is_drawn_as_its_circle():
    """Outline of the drawn columns against √(ρ² − d²) at their middles; 64 columns are within 2 % of the radius."""
    relief = relief_of_struts(WIRE, angles=np.array([np.pi]), outer_face=1.5e-3)
    metal = ~np.isnan(relief.inner[:, 0])
    middles = ((relief.angles[1:] + relief.angles[:-1]) / 2)[metal]
    distance = (middles - np.pi) * (1.5e-3 - 45.5 * UM)
    drawn = (relief.outer - relief.inner)[metal, 0] / 2
    np.testing.assert_allclose(drawn, np.sqrt((45.5 * UM) ** 2 - distance**2), atol=0.02 * 45.5 * UM)


def test_the_outer_face_is_where_it_was_put():
    relief = relief_of_struts(BAR, angles=np.array([1.0, 2.0]), outer_face=np.array([1.5e-3, 1.4e-3]))
    assert sorted(set(relief.outer[~np.isnan(relief.outer)])) == pytest.approx([1.4e-3, 1.5e-3], rel=1e-14)
    assert sorted(set(relief.inner[~np.isnan(relief.inner)])) == pytest.approx([1.32e-3, 1.42e-3], rel=1e-14)


def test_struts_may_touch():
    relief = relief_of_struts(
        Rectangular(width=TURN * 1.46e-3 / 8, thickness=80 * UM), angles=evenly(8), outer_face=1.5e-3
    )
    assert volume(relief) == pytest.approx(np.pi * (1.5e-3**2 - 1.42e-3**2), rel=1e-12)


@pytest.mark.parametrize(
    ("angles", "words"),
    [
        (evenly(80), "overlap"),
        (np.array([1.0, 3.0, 1.05]), "struts 1 and 3 overlap"),
        (np.array([0.02, 3.0, TURN - 0.02]), "struts 3 and 1 overlap"),
        (np.array([2.0, 2.0]), "struts 1 and 2 overlap"),
    ],
)
def test_struts_that_overlap_are_refused(angles, words):
    with pytest.raises(Mistake, match=words):
        relief_of_struts(BAR, angles=angles, outer_face=1.5e-3)


@pytest.mark.parametrize("outer_face", [80 * UM, 10 * UM, -1e-3])
def test_a_strut_across_the_axis_is_refused(outer_face):
    with pytest.raises(Mistake, match="does not fit within a radius"):
        relief_of_struts(BAR, angles=evenly(1), outer_face=outer_face)


def test_places_that_are_no_numbers_are_refused():
    with pytest.raises(Mistake, match="finite"):
        relief_of_struts(BAR, angles=evenly(2), outer_face=np.nan)
    with pytest.raises(Mistake, match="finite"):
        relief_of_struts(Rectangular(width=0.0, thickness=80 * UM), angles=evenly(2), outer_face=1.5e-3)


def test_a_section_without_struts_is_refused():
    with pytest.raises(Mistake, match="at least one"):
        evenly(0)
