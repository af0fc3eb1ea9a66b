"""Calipers find what trying every pair and every side finds."""

import numpy as np
import pytest

from neointima.geometry.caliper import caliper


def by_trying(points):
    """Every pair of points, and every direction of a side between any two of them."""
    apart = points[:, None] - points[None]
    away = np.hypot(*apart.T)
    normal = np.stack([-apart[..., 1], apart[..., 0]], axis=-1)[away.T > 0] / away.T[away.T > 0][:, None]
    across = points @ normal.T
    return away.max(), np.ptp(across, axis=0).min()


@pytest.mark.parametrize("seed", range(20))
def test_calipers_agree_with_trying_all(seed):
    points = np.random.default_rng(seed).normal(size=(3 + seed, 2)) * [3.0, 1.0] + 1000.0
    # A thousand from the corner, differences are right to 1e-13.
    np.testing.assert_allclose(caliper(points), by_trying(points), rtol=1e-10)


def test_of_simple_shapes():
    box = np.array([[0, 0], [4, 0], [4, 3], [0, 3]], dtype=float)
    np.testing.assert_allclose(caliper(box), (5.0, 3.0))
    np.testing.assert_allclose(caliper(box[::-1]), (5.0, 3.0))
    np.testing.assert_allclose(caliper(np.array([[0.0, 0.0], [3.0, 4.0], [1.5, 2.0]])), (5.0, 0.0))
    angles = np.arange(1000) * 2 * np.pi / 1000
    np.testing.assert_allclose(caliper(np.column_stack([2 * np.cos(angles), np.sin(angles)])), (4.0, 2.0), rtol=1e-5)
