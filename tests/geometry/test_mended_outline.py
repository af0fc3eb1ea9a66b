"""Lines are mended where that hardly changes the area, and only there."""

import numpy as np
import pytest
import shapely

from neointima.geometry.mended_outline import is_open, mended
from neointima.mistake import Mistake

TURN = 2 * np.pi


def circle(points=500, radius=100.0, share=1.0, start=0.0):
    angle = start + share * np.arange(points) * TURN / points
    return np.column_stack([500 + radius * np.cos(angle), 300 + radius * np.sin(angle)])


def test_a_good_ring_is_left_as_it_is_whichever_way_it_runs():
    for ring in (circle(), circle()[::-1], np.repeat(circle(), 2, axis=0), np.concatenate([circle(), circle()[:1]])):
        found = mended([(ring,)], place="lumen")
        assert found.notes == ()
        assert found.shape.area == pytest.approx(shapely.Polygon(circle()).area, rel=1e-12)


def test_holes_and_parts_are_kept():
    found = mended([(circle(), circle(radius=40.0)), (np.add(circle(), (400, 0)),)], place="wall")
    one, hole = shapely.Polygon(circle()).area, shapely.Polygon(circle(radius=40.0)).area
    assert found.notes == ()
    assert found.shape.area == pytest.approx(2 * one - hole, rel=1e-12)


def test_a_small_loop_is_cut_off_and_said():
    ring = circle()
    ring[[100, 101]] = ring[[101, 100]]
    ring[[250, 251]] = ring[[251, 250]]
    assert not shapely.Polygon(ring).is_valid
    found = mended([(ring,)], place="lumen")
    assert "crosses itself; mended" in found.notes[0]
    assert found.shape.is_valid
    assert found.shape.area == pytest.approx(shapely.Polygon(circle()).area, rel=1e-3)


def test_a_line_drawn_past_its_start_counts_the_overlap_once():
    inner, outer = np.add(circle()[:12], (0.2, 0.0)), circle()
    ring = np.concatenate([outer, inner])
    found = mended([(ring,)], place="lumen")
    assert found.notes
    assert found.shape.area == pytest.approx(shapely.Polygon(circle()).area, rel=1e-3)


@pytest.mark.parametrize(
    "ring",
    [
        np.array([[0.0, 0], [10, 10], [10, 0], [0, 10]]),
        np.array([[0.0, 0], [10, 12], [10, 0], [0, 10]]),
        np.concatenate([circle(), circle(radius=90.0)]),
        np.concatenate([circle()[:250], circle()[250:400][::-1], circle()[400:]]),
    ],
    ids=["bow tie", "skewed bow tie", "twice around", "turned back"],
)
def test_crossings_that_matter_are_mistakes(ring):
    with pytest.raises(Mistake, match=r"lumen: the line crosses itself, and mending it would change"):
        mended([(ring,)], place="lumen")


def test_two_errors_of_opposite_sign_do_not_cancel():
    # A loop inside is counted twice, one outside runs the other way: the signed area stays as it was.
    ring = circle(points=400)
    loop = np.array([[0.0, 12], [-12, 12], [-12, 0]])
    inside, outside = ring[100] - loop, ring[300] + loop * [1, -1]
    odd = np.concatenate([ring[:101], inside, ring[100:301], outside, ring[300:]])
    x, y = (odd - odd[0]).T
    assert (x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2 == pytest.approx(shapely.Polygon(ring).area, rel=1e-12)
    with pytest.raises(Mistake, match="crosses itself"):
        mended([(odd,)], place="lumen")


@pytest.mark.parametrize(
    "rings",
    [(circle(), np.add(circle(), (60, 0))), (circle(), circle(radius=40.0), np.add(circle(radius=40.0), (20, 0)))],
)
def test_holes_that_reach_out_or_overlap_are_mistakes(rings):
    with pytest.raises(Mistake, match="a hole lies across"):
        mended([rings], place="wall")


def test_parts_that_overlap_are_mistakes_and_parts_that_touch_are_not():
    square = np.array([[0.0, 0], [10, 0], [10, 10], [0, 10]])
    with pytest.raises(Mistake, match="its parts overlap"):
        mended([(square,), (np.add(square, (5, 0)),)], place="media")
    assert mended([(square,), (np.add(square, (10, 10)),)], place="media").shape.area == 200


def test_an_open_line_is_closed_over_a_small_gap_only():
    # A gap of 4 degrees: half a disc on it is 4.8e-4 of the area, the truth (a segment of the circle) 9e-6.
    line = circle(share=356 / 360)
    found = mended((), lines=[line], place="IEL")
    assert "was closed" in found.notes[0]
    assert found.shape.area == pytest.approx(shapely.Polygon(circle()).area, rel=1e-3)
    with pytest.raises(Mistake, match=r"IEL: the line is open over .*% of its length; close it"):
        mended((), lines=[circle(share=350 / 360)], place="IEL")


def test_the_limit_of_a_gap_is_a_thousandth_of_the_area():
    # Of a circle: pi g^2 / 8 = 1e-3 pi R^2 at g = 0.0894 R, 5.13 degrees; points are 0.71 degrees apart.
    gaps = [degrees for degrees in np.arange(4.0, 6.0, 0.1) if _closes(1 - degrees / 360)]
    assert max(gaps) == pytest.approx(5.13 - 0.71, abs=0.15)


def _closes(share):
    try:
        return bool(mended((), lines=[circle(share=share)], place="IEL").notes)
    except Mistake:
        return False


def test_a_closed_line_is_a_ring():
    assert mended((), lines=[np.concatenate([circle(), circle()[:1]])], place="IEL").notes == ()


@pytest.mark.parametrize(
    ("polygons", "lines", "words"),
    [
        ((), (), "0 open lines"),
        ((), (circle()[:200], circle()[200:]), "2 open lines"),
        (((np.array([[0.0, 0], [1, 1]]),),), (), "2 points"),
        (((np.array([[0.0, 0], [1, 1], [2, 2]]),),), (), "encloses nothing"),
        (((np.array([[0.0, 0], [1, np.nan], [2, 2]]),),), (), "finite"),
        (((np.zeros((5, 2)),),), (), "points"),
    ],
)
def test_what_encloses_nothing_is_a_mistake(polygons, lines, words):
    with pytest.raises(Mistake, match=words):
        mended(polygons, lines=lines, place="lumen")


def test_a_gap_is_told_from_a_step():
    assert not is_open(circle(points=12))
    assert not is_open(np.array([[0.0, 0], [10, 0], [10, 4], [0, 4]]))
    assert is_open(circle(share=0.9))
    assert is_open(circle(points=40, share=0.5))
    assert is_open(np.zeros((2, 2)))
