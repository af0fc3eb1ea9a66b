import numpy as np
import pytest
from scipy.spatial import cKDTree

from neointima.numerics.crowding.forces import add_up, forces, gather
from neointima.numerics.crowding.law import Contact, Elastic
from neointima.numerics.crowding.neighbours import neighbours
from neointima.numerics.crowding.relaxation import relax

CONTACT = Contact()


def crowd(dimension, agents=600, seed=2):
    """Agents of radii that differ threefold, about as dense as tissue."""
    luck = np.random.default_rng(seed)
    radius = luck.uniform(0.5, 1.5, agents)
    side = (agents * 3.2) ** (1 / dimension) * (1.0 if dimension == 2 else 1.1)
    return luck.uniform(0, side, (agents, dimension)), radius


def sticky(contact, d, r_i, r_j):
    s = r_i + r_j
    overlap, hold = np.maximum(1 - d / s, 0), np.maximum(1 - d / (contact.reach * s), 0)
    return contact.repulsion * overlap**2 - contact.adhesion * hold**2


def solid(contact, d, r_i, r_j):
    h, r = np.maximum(r_i + r_j - d, 0), r_i * r_j / (r_i + r_j)
    a = np.sqrt(r * h)
    top = 16 * a**5 - 36 * np.pi * r * a**4 + 27 * np.pi**2 * r**2 * a**3
    return 8 * contact.modulus / (3 * r) * top / (4 * a - 3 * np.pi * r) ** 2


LAWS = {Contact: sticky, Elastic: solid}


def clear_version(position, radius, contact):
    """The law as it stands, every pair found by a tree."""
    force, pressure = np.zeros_like(position), np.zeros(len(radius))
    pairs = cKDTree(position).query_pairs(contact.reach * 2 * radius.max(), output_type="ndarray")
    i, j = pairs.T
    apart = position[i] - position[j]
    d = np.linalg.norm(apart, axis=1)
    s = radius[i] + radius[j]
    overlap = np.maximum(1 - d / s, 0)
    push = (LAWS[type(contact)](contact, d, radius[i], radius[j]) / d)[:, None] * apart
    np.add.at(force, i, push)
    np.add.at(force, j, -push)
    for end in (i, j):
        np.add.at(pressure, end, overlap**2)
    return force, pressure


def computed(position, radius, contact=CONTACT):
    force, pressure = np.empty_like(position), np.empty(len(radius))
    forces(position, radius, neighbours(position, radius, reach=contact.reach, skin=0.3), contact, force, pressure)
    return force, pressure


@pytest.mark.parametrize("contact", [CONTACT, Elastic()])
@pytest.mark.parametrize("dimension", [2, 3])
def test_fast_forces_equal_the_clear_ones(dimension, contact):
    position, radius = crowd(dimension)
    wanted, found = clear_version(position, radius, contact), computed(position, radius, contact)
    for right, ours in zip(wanted, found, strict=True):
        assert np.abs(ours - right).max() <= 1e-11 * np.abs(right).max()


@pytest.mark.parametrize(("apart", "force"), [(1.0, 8.27986e-4), (1.5, 1.72673e-4), (1.9, 1.00829e-5), (2.0, 0.0)])
def test_elastic_agents_press_as_those_of_isr3d(apart, force):
    """Four distances in radii of 0.015 mm, worked out by ISR3D's own function [N]."""
    pair = np.array([[0.0, 0.0, 0.0], [0.015 * apart, 0.0, 0.0]])
    found, _ = computed(pair, np.full(2, 0.015), Elastic())
    assert -found[0, 0] == pytest.approx(force, rel=1e-5)


@pytest.mark.parametrize("contact", [CONTACT, Elastic()])
def test_stiffness_is_that_of_the_force(contact):
    """Of one pair, by differences; the elastic one is a bound within 40 % while agents overlap by less than a fifth."""
    for apart in (1.5, 1.6, 1.75):

        def pull(d):
            return LAWS[type(contact)](contact, np.array(d), 1.0, 0.8)

        slope = abs(pull(apart + 1e-6) - pull(apart - 1e-6)) / 2e-6
        position, radius = np.array([[0.0, 0.0], [apart, 0.0]]), np.array([1.0, 0.8])
        pairs = neighbours(position, radius, reach=contact.reach, skin=0.1)
        near, push, stiff = np.zeros((2, 4)), np.empty((2, 4)), np.empty(2)
        gather(position, radius, pairs.order, near)
        add_up(near, pairs, contact, push, stiff)
        assert slope * (1 - 1e-6) <= stiff[0] <= slope * (1.4 if isinstance(contact, Elastic) else 1 + 1e-6)


@pytest.mark.parametrize("dimension", [2, 3])
def test_action_equals_reaction(dimension):
    force, _ = computed(*crowd(dimension))
    assert np.abs(force.sum(axis=0)).max() <= 1e-12 * np.abs(force).sum()


def test_agents_at_one_place_are_driven_apart():
    force, _ = computed(np.zeros((2, 2)), np.ones(2))
    assert np.isfinite(force).all()
    assert force[0, 0] == -force[1, 0] == pytest.approx(CONTACT.repulsion - CONTACT.adhesion)


@pytest.mark.parametrize("agents", [0, 1])
def test_nobody_and_one_alone_feel_nothing(agents):
    found = relax(
        np.zeros((agents, 2)), np.ones(agents), contact=CONTACT, push=None, steps=5, largest=0.1, tolerance=1e-6
    )
    assert found.position.shape == (agents, 2)
    assert found.rms_force == 0.0


def test_two_discs_settle_where_repulsion_and_adhesion_balance():
    start = np.array([[0.0, 0.0], [1.7, 0.0]])
    found = relax(start, np.ones(2), contact=CONTACT, push=None, steps=500, largest=0.1, tolerance=1e-10)
    # 10 (1 − s)² = 0.4 (1 − s / 1.25)² gives s = 0.8 / 0.84.
    assert np.hypot(*(found.position[1] - found.position[0])) == pytest.approx(2 * 0.8 / 0.84, rel=1e-4)


@pytest.mark.parametrize("dimension", [2, 3])
def test_every_pair_is_listed_once_however_sizes_differ(dimension):
    luck = np.random.default_rng(8)
    radius = np.exp(luck.uniform(np.log(0.1), np.log(3.0), 500))
    position = luck.uniform(0, 14, (500, dimension))
    found = neighbours(position, radius, reach=1.2, skin=0.3).both()
    i, j = np.triu_indices(500, 1)
    near = np.linalg.norm(position[i] - position[j], axis=1) < 1.2 * (radius[i] + radius[j]) + 0.3
    assert len(found[0]) == near.sum() > 1000
    assert set(zip(*np.sort(found, axis=0), strict=True)) == set(zip(i[near], j[near], strict=True))


def test_settled_twice_gives_the_same_bytes():
    position, radius = crowd(2)
    runs = [
        relax(position, radius, contact=CONTACT, push=None, steps=40, largest=0.1, tolerance=1e-6) for _ in range(2)
    ]
    assert runs[0].position.tobytes() == runs[1].position.tobytes()


def test_settling_lowers_the_force():
    position, radius = crowd(2)
    few, many = (
        relax(position, radius, contact=CONTACT, push=None, steps=steps, largest=0.2, tolerance=0.0)
        for steps in (1, 300)
    )
    assert many.rms_force < 0.02 * few.rms_force


def test_elastic_agents_come_apart_until_they_press_no_more():
    position, radius = crowd(3)
    start, _ = computed(position, radius, Elastic())
    found = relax(position, radius, contact=Elastic(), push=None, steps=2000, largest=0.2, tolerance=1e-9)
    assert found.rms_force < 1e-9 < 1e-6 * np.sqrt((start**2).sum(axis=1).mean())
    force, pressure = computed(found.position, radius, Elastic())
    # The result holds what is left where the agents are, with pairs listed anew.
    assert np.sqrt((force**2).sum(axis=1).mean()) == pytest.approx(found.rms_force, rel=1e-9)
    assert np.abs(pressure - found.pressure).max() < 1e-12


def test_lists_do_not_change_where_agents_settle():
    """A few passes over pairs that are listed narrowly, widely and anew: the forces at the end are true forces."""
    position, radius = crowd(2)
    found = relax(position, radius, contact=CONTACT, push=None, steps=30, largest=0.3, tolerance=0.0)
    assert found.lists > 3
    force, pressure = clear_version(found.position, radius, CONTACT)
    assert np.sqrt((force**2).sum(axis=1).mean()) == pytest.approx(found.rms_force, rel=1e-9)
    assert np.abs(pressure - found.pressure).max() < 1e-12
