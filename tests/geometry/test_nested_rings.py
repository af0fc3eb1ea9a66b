"""Rings in rings are holes, islands and holes again."""

import numpy as np
import shapely

from neointima.geometry.nested_rings import nested_rings

SQUARE = np.array([[-1.0, -1], [1, -1], [1, 1], [-1, 1]])


def areas(found):
    return sorted(shapely.Polygon(outer, holes).area for outer, *holes in found)


def test_every_second_ring_is_a_hole():
    found = nested_rings([SQUARE * side for side in (1, 4, 2, 3)] + [SQUARE + 20])
    assert areas(found) == [4, 4 * (4 - 1), 4 * (16 - 9)]


def test_rings_that_overlap_or_repeat_count_by_even_and_odd():
    assert areas(nested_rings([SQUARE, np.add(SQUARE, (1, 0))])) == [2, 2]
    assert nested_rings([SQUARE, SQUARE[::-1]]) == ()


def test_a_ring_that_crosses_itself_is_left_for_mending():
    tie = SQUARE[[0, 2, 1, 3]]
    assert len(nested_rings([tie, SQUARE * 3])) == 2
    assert nested_rings([SQUARE[:2]]) == ()
