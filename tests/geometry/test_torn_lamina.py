"""A lamina in pieces is joined as it was drawn, and its gaps are known."""

import numpy as np
import pytest

from neointima.geometry.torn_lamina import torn_lamina
from neointima.mistake import Mistake


def arc(first, last, points=400, radius=1.5e-3):
    angles = np.linspace(first, last, points)
    return radius * np.column_stack([np.cos(angles), np.sin(angles)]) + [0.01, -0.02]


def test_pieces_in_any_order_and_sense_are_joined_and_gaps_known():
    pieces = [arc(2.1, 4.0)[::-1], arc(4.1, 2 * np.pi + 0.4), arc(0.4, 2.0)]
    found = torn_lamina(pieces, "a lamina")
    # Two gaps of 0.1 rad, each a segment (θ − sin θ) R²/2 off the circle; 1,200 points leave off 2e-5.
    missing = 2 * (0.1 - np.sin(0.1)) / 2 * 1.5e-3**2
    assert found.shape.area == pytest.approx(np.pi * 1.5e-3**2 - missing, rel=3e-5)
    assert [gap.length for gap in found.gaps.geoms] == pytest.approx([2 * 1.5e-3 * np.sin(0.05)] * 2, rel=1e-6)


def test_one_line_that_nearly_meets_itself_has_no_gap():
    found = torn_lamina([arc(0, 2 * np.pi - 0.01)], "a lamina")
    assert found.gaps.is_empty


def test_a_gap_that_leaves_the_area_open_is_a_mistake():
    # One gap of g costs g³ / (12 R) of π R²: 0.1 % at g = 0.335 R, so 0.3 rad is allowed and 0.4 is not.
    assert len(torn_lamina([arc(0.3, 2 * np.pi)], "a lamina").gaps.geoms) == 1
    with pytest.raises(Mistake, match=r"by 0\.17 %, and 0\.1 are allowed"):
        torn_lamina([arc(0.4, 2 * np.pi)], "a lamina")


def test_pieces_that_lie_over_each_other_are_a_mistake():
    with pytest.raises(Mistake, match="cross or overlap"):
        torn_lamina([arc(0, 3), arc(2, 6)], "a lamina")
    with pytest.raises(Mistake, match="no line"):
        torn_lamina([np.zeros((1, 2))], "a lamina")
