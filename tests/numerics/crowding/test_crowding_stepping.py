from pathlib import Path

import numpy as np
import pytest

from neointima.numerics.crowding.law import Contact, Elastic
from neointima.numerics.crowding.stepping import follow

HERE = Path(__file__).parent
CELL = (2494 / (4 / 3 * np.pi)) ** (1 / 3)


@pytest.mark.parametrize("dimension", [2, 3])
def test_cells_end_where_physicell_leaves_them(dimension):
    """Start and end of 50 steps by PhysiCell 1.14.2 itself; cells move by up to 1 um."""
    start, end = np.split(np.loadtxt(HERE / f"physicell_{dimension}d.csv", delimiter=","), 2, axis=1)
    found = follow(start, np.full(len(start), CELL), contact=Contact(), dt=0.1, steps=50)
    assert np.abs(end - start).max() > 0.9
    # Round-off of 50 steps at 50 um; sums are taken in another order.
    assert np.abs(found.position - end).max() < 1e-11


def cloud(agents=300):
    luck = np.random.default_rng(4)
    return luck.uniform(0, 12, (agents, 3)), luck.uniform(0.5, 1.5, agents)


def test_lists_made_on_the_way_change_nothing():
    position, radius = cloud()
    at_once = follow(position, radius, contact=Contact(), dt=0.02, steps=40)
    assert at_once.lists > 2
    # A list for every step: each starts anew, so the step before it must be carried by hand.
    before, place = None, position
    for _ in range(40):
        euler = follow(place, radius, contact=Contact(), dt=0.02, steps=1).position
        speed = (euler - place) / 0.03
        place = place + 0.02 * (1.5 * speed - 0.5 * (0.0 if before is None else before))
        before = speed
    assert np.abs(at_once.position - place).max() < 1e-11


def test_two_agents_part_at_second_order():
    """Adams-Bashforth from rest: halving the step quarters the error of the steps after the first."""
    start = np.array([[0.0, 0.0], [1.2, 0.0]])

    def gap(steps):
        # The first step goes 3/2 of its length, so the clock starts there: a whole time of dt (steps + 1/2).
        moved = follow(start, np.ones(2), contact=Contact(), dt=0.02 / (steps + 0.5), steps=steps)
        return np.hypot(*(moved.position[1] - moved.position[0]))

    coarse, middle, fine = gap(10), gap(20), gap(4000)
    assert 3.0 < (coarse - fine) / (middle - fine) < 5.5


@pytest.mark.parametrize("contact", [Contact(), Elastic(modulus=5.0)])
def test_the_middle_stays_and_the_same_crowd_gives_the_same_bytes(contact):
    position, radius = cloud()
    runs = [follow(position, radius, contact=contact, dt=0.01, steps=30) for _ in range(2)]
    assert runs[0].position.tobytes() == runs[1].position.tobytes()
    assert np.abs(runs[0].position.mean(axis=0) - position.mean(axis=0)).max() < 1e-13


@pytest.mark.parametrize("agents", [0, 1])
def test_nobody_and_one_alone_stay(agents):
    found = follow(np.ones((agents, 2)), np.ones(agents), contact=Contact(), dt=0.1, steps=3)
    assert (found.position == 1.0).all()
    assert found.position.shape == (agents, 2)
