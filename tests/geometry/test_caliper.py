"""Feret diameters against shapes whose diameters are known, and against trying every direction."""

import numpy as np
import pytest

from neointima.geometry.caliper import caliper


def test_a_rectangle_has_its_diagonal_and_its_short_side():
    turn = np.array([[np.cos(0.3), -np.sin(0.3)], [np.sin(0.3), np.cos(0.3)]])
    corners = np.array([[0, 0], [4, 0], [4, 3], [0, 3]]) @ turn.T + [1e4, -2e4]
    # Seven digits are lost to the offset.
    assert caliper(corners) == pytest.approx((5, 3), rel=1e-9)


def test_concave_outlines_are_measured_over_their_hull():
    star = np.array([[0, 0], [10, 4.9], [10, 5.1], [0, 10], [4, 5]])
    assert caliper(star).longest == pytest.approx(np.hypot(10, 5.1))


@pytest.mark.parametrize("seed", range(20))
def test_it_agrees_with_trying_every_direction(seed):
    points = np.random.default_rng(seed).standard_normal((60, 2)) * [5, 1]
    angles = np.linspace(0, np.pi, 20_001)
    widths = np.ptp(points @ np.stack([np.cos(angles), np.sin(angles)]), axis=0)
    # Directions lie 1.6e-4 apart: the longest is missed to second order, the shortest to first.
    found = caliper(points)
    assert found.longest == pytest.approx(widths.max(), rel=1e-7)
    assert widths.min() - 1e-3 <= found.shortest <= widths.min() * (1 + 1e-12)


def test_points_on_a_line_have_no_width():
    assert caliper(np.array([[0.0, 0], [3, 4], [1.5, 2]])) == (5.0, 0.0)
