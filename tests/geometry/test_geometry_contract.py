"""Rings, struts and a vessel drawn by hand."""

from itertools import pairwise

import numpy as np
import pytest

from neointima.geometry.radial_mesh import ADVENTITIA, LAYERS, MEDIA, NEOINTIMA, Radii, areas, faces
from neointima.geometry.struts import Struts
from neointima.geometry.vessel import Vessel

ONE = np.ones((1, 1))
RADII = Radii(
    *(np.array([[a], [b]]) for a, b in ((1.2e-3, 0.8e-3), (1.5e-3, 1.5e-3), (1.7e-3, 1.8e-3), (1.85e-3, 2e-3)))
)


def test_the_wall_is_cut_from_lumen_to_outside():
    edges = faces(RADII)
    assert edges.shape == (2, NEOINTIMA + MEDIA + ADVENTITIA + 1)
    assert np.all(np.diff(edges, axis=1) > 0)
    np.testing.assert_array_equal(edges[:, [0, -1]], np.concatenate([RADII.lumen, RADII.outside], axis=1))


def test_the_laminae_are_faces_of_the_mesh():
    """A square and its root: 1e-15."""
    edges = faces(RADII)
    np.testing.assert_allclose(edges[:, NEOINTIMA : NEOINTIMA + 1], RADII.internal_elastic_lamina, rtol=1e-15)
    np.testing.assert_allclose(edges[:, NEOINTIMA + MEDIA, None], RADII.external_elastic_lamina, rtol=1e-15)


def test_rings_of_a_layer_are_equal_and_fill_it():
    """Differences of radii near 1.5 mm lose three digits: 1e-12."""
    rings = areas(faces(RADII))
    for layer, (inner, outer) in enumerate(pairwise(RADII)):
        own = rings[:, layer == LAYERS]
        np.testing.assert_allclose(own, own[:, :1] * np.ones(own.shape[1]), rtol=1e-12)
        np.testing.assert_allclose(own.sum(axis=1, keepdims=True), np.pi * (outer**2 - inner**2), rtol=1e-12)


def test_layers_are_counted_from_the_lumen():
    assert [int((layer == LAYERS).sum()) for layer in range(3)] == [NEOINTIMA, MEDIA, ADVENTITIA]
    assert np.all(np.diff(LAYERS) >= 0)


@pytest.fixture
def struts():
    return Struts(strut_thickness=80e-6 * ONE, strut_width=120e-6 * ONE, struts=10 * ONE)


def test_metal_is_the_area_of_all_struts(struts):
    """10 × 0.08 × 0.12 mm²."""
    np.testing.assert_allclose(struts.metal(), 0.096e-6, rtol=1e-15)


def test_a_conformal_coat_faces_the_tissue_with_one_side_of_four(struts):
    """120 of 400 um; a quarter for a square strut."""
    np.testing.assert_allclose(struts.conformal_share(), 0.3, rtol=1e-15)
    square = Struts(strut_thickness=91e-6 * ONE, strut_width=91e-6 * ONE, struts=ONE)
    np.testing.assert_allclose(square.conformal_share(), 0.25, rtol=1e-15)


@pytest.fixture
def vessel():
    values = (2.7e-3, 1.15, 0.2e-3, 0.15e-3, 1060.0, 1.0, 0.5)
    return Vessel(**{name: value * ONE for name, value in zip(Vessel.__dataclass_fields__, values, strict=True)})


def test_the_stent_stretches_the_lamina_by_its_ratio(vessel):
    np.testing.assert_allclose(vessel.stretched_radius(), 1.5525e-3, rtol=1e-15)


def test_the_media_is_the_ring_around_the_unstretched_lumen(vessel):
    """π (1.55² − 1.35²) mm²."""
    np.testing.assert_allclose(vessel.media_area(), np.pi * 0.58e-6, rtol=1e-14)
