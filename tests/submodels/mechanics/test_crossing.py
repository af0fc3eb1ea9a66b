"""Cells crawl to the nearest hole at their speed, and are through when they are through."""

import numpy as np
import pytest

from neointima.geometry.section_frame import SectionFrame
from neointima.submodels.mechanics.crossing import Crossing

LAMINA = 1.5e-3
FRAME = SectionFrame(LAMINA, np.zeros(0), 0.0, 0.0, 0.0)


@pytest.fixture
def crossing():
    return Crossing(speed=np.asarray(20e-6 / 3600), clearance=np.asarray(8e-6))


def at(far, angle):
    return np.array([[far * np.cos(angle), far * np.sin(angle)]])


def test_it_goes_as_far_as_its_speed_allows_towards_the_hole(crossing):
    start = at(LAMINA + 60e-6, 1.0)
    moved, through = crossing.step(start, np.array([1.1]), frame=FRAME, dt=3600.0)
    # On a circle of 1.5 mm, 150 um of arc bend by 4 %.
    assert np.hypot(*(moved - start)[0]) == pytest.approx(20e-6, rel=0.05)
    assert not through[0]
    goal = at(LAMINA - 8e-6, 1.1)
    assert np.hypot(*(moved - goal)[0]) < np.hypot(*(start - goal)[0]) - 18e-6


def test_it_arrives_inside_the_lamina_at_the_hole_and_stops_there(crossing):
    position, hours = at(LAMINA + 60e-6, 1.0), 0
    through = np.array([False])
    while not through[0] and hours < 100:
        position, through = crossing.step(position, np.array([1.1]), frame=FRAME, dt=3600.0)
        hours += 1
    np.testing.assert_allclose(position, at(LAMINA - 8e-6, 1.1), atol=1e-12)
    # 68 um down and 150 to 156 um along at 20 um an hour: 8.3 hours, so nine steps.
    assert hours == 9


@pytest.mark.parametrize(
    ("angle", "nearest"), [(0.05, 6.2), (6.25, 6.2), (0.15, 0.3), (3.0, 0.3)], ids=["across zero", "near", "up", "far"]
)
def test_it_chooses_the_nearest_hole_around_the_circle(crossing, angle, nearest):
    openings = np.array([0.3, 6.2]) if angle != 0.05 else np.array([0.5, 6.2])
    moved, _ = crossing.step(at(LAMINA, angle), openings, frame=FRAME, dt=3600.0)
    turned = (np.arctan2(moved[0, 1], moved[0, 0]) - angle + np.pi) % (2 * np.pi) - np.pi
    wanted = (nearest - angle + np.pi) % (2 * np.pi) - np.pi
    assert np.sign(turned) == np.sign(wanted)
