"""Patients are drawn as their population says, and places lie along stents as they should."""

import numpy as np
import pytest

from neointima.submodels.patients.drawn_patients import DrawnPatients, Luck, log_normal
from neointima.submodels.patients.stent_edges import StentEdges
from neointima.submodels.patients.stent_places import StentPlaces

MM, DAY = 1e-3, 86400.0
MANY = 20_000


def population(**own):
    numbers = {
        **{"reference_diameter": 2.75 * MM, "reference_diameter_sd": 0.45 * MM},
        **{"smallest_diameter": 1.0 * MM, "largest_diameter": 9.0 * MM},
        **{"lesion_length": 14 * MM, "lesion_length_sd": 6 * MM, "shorter_in_large": 0.3, "stented_over_lesion": 1.5},
        **{
            "lesions_treated": 1.4,
            "most_lesions": 3,
            "diabetics": 0.25,
            "diabetes_narrower": 0.1 * MM,
            "diabetes_longer": 0.6 * MM,
        },
        **{"diabetes_reaction": 1.2, "reaction_spread": 1.3},
    }
    return DrawnPatients(**{key: np.array(value) for key, value in (numbers | own).items()})


def drawn(**own):
    luck = np.random.default_rng(5)
    return population(**own).draw(Luck(*luck.standard_normal((3, MANY)), *luck.random((2, MANY))))


# Standard errors of 20,000 draws: 0.7 % of an SD for a mean, 0.5 % for an SD, 0.3 points for a quarter. Four of them.
def test_means_and_spreads_are_those_of_the_population():
    who = drawn(diabetics=0.0)
    assert who.reference_diameter.mean() == pytest.approx(2.75 * MM, abs=0.013 * MM)
    assert who.reference_diameter.std() == pytest.approx(0.45 * MM, rel=0.03)
    assert who.lesion_length.mean() == pytest.approx(14 * MM, abs=0.17 * MM)
    assert who.lesion_length.std() == pytest.approx(6 * MM, rel=0.05)
    assert np.exp(np.log(who.reaction).std()) == pytest.approx(1.3, rel=0.01)


def test_long_lesions_lie_in_small_vessels_as_tied():
    """Log-normal numbers correlate as their logarithms are tied: four errors of 0.007."""
    who = drawn(diabetics=0.0)
    tie = np.corrcoef(np.log(who.reference_diameter), np.log(who.lesion_length))[0, 1]
    assert tie == pytest.approx(-0.3, abs=0.03)


def test_diabetics_are_as_many_and_as_different_as_said():
    who = drawn()
    with_it, without = who.is_diabetic, ~who.is_diabetic
    assert with_it.mean() == pytest.approx(0.25, abs=0.013)
    narrower = who.reference_diameter[without].mean() - who.reference_diameter[with_it].mean()
    assert narrower == pytest.approx(0.1 * MM, abs=0.03 * MM)
    ratio = np.median(who.reaction[with_it]) / np.median(who.reaction[without])
    assert ratio == pytest.approx(1.2, rel=0.03)


def test_entry_limits_hold():
    who = drawn(smallest_diameter=2.2 * MM, largest_diameter=3.2 * MM)
    assert who.reference_diameter.min() == 2.2 * MM
    assert who.reference_diameter.max() == 3.2 * MM


def test_lesions_are_one_to_three_and_as_many_on_average_as_said():
    who = drawn()
    assert set(np.unique(who.lesions)) == {1, 2, 3}
    assert who.lesions.mean() == pytest.approx(1.4, abs=0.02)
    assert np.all(drawn(lesions_treated=1.0).lesions == 1)
    assert drawn(most_lesions=2).lesions.max() == 2


def test_a_log_normal_number_without_luck_is_its_median():
    median = log_normal(np.array(2.0), np.array(1.0), np.array(0.0))
    assert median == pytest.approx(2.0 / np.sqrt(1.25))


@pytest.fixture
def places():
    return StentPlaces(
        place_length=np.array(4 * MM),
        shortest_stent=np.array(8 * MM),
        longest_stent=np.array(40 * MM),
        reaction_spread_along=np.array(1.3),
        expansion_spread_along=np.array(1.05),
    )


def test_a_stent_has_a_place_every_few_millimetres(places):
    lengths, lesions = np.array([1, 8, 18, 22, 90]) * MM, np.array([1, 1, 1, 2, 1])
    np.testing.assert_array_equal(places.count(lengths, lesions), [2, 2, 4, 12, 10])


def test_places_belong_to_their_patients(places):
    counts = np.array([2, 3, 1])
    laid = places.lay(counts, np.zeros(6), np.ones(6))
    np.testing.assert_array_equal(laid.first, [0, 2, 5])
    np.testing.assert_array_equal(laid.patient, [0, 0, 1, 1, 1, 2])
    np.testing.assert_array_equal(laid.reaction, 1.0)
    np.testing.assert_allclose(laid.expansion, 1.05)


@pytest.fixture
def edges():
    return StentEdges(
        narrower=np.array(0.2 * MM),
        narrower_sd=np.array(0.3 * MM),
        least_after_stenting=np.array(0.5),
        late_loss=np.array(0.15 * MM),
        late_loss_sd=np.array(0.3 * MM),
        loss_time=np.array(90 * DAY),
    )


def test_edges_begin_narrower_and_lose_their_loss(edges):
    post, loss = edges.beside(np.array([2.8 * MM]), np.zeros((1, 2)), np.zeros((1, 2)))
    course = edges.narrowest(post, loss, np.array([0.0, 90 * DAY, 1e4 * DAY]))
    np.testing.assert_allclose(course[0], np.array([2.6, 2.6 - 0.15 * (1 - np.exp(-1)), 2.45]) * MM)


def test_the_narrowest_edge_counts(edges):
    post, loss = edges.beside(np.array([2.8 * MM]), np.array([[1.0, -1.0]]), np.zeros((1, 2)))
    assert edges.narrowest(post, loss, np.array([0.0]))[0, 0] == pytest.approx(2.3 * MM)


def test_no_edge_is_left_below_its_share_of_the_vessel_or_ends_below_nothing(edges):
    post, loss = edges.beside(np.array([2.8 * MM]), np.full((1, 2), -40.0), np.full((1, 2), 40.0))
    np.testing.assert_allclose(post, 1.4 * MM)
    assert edges.narrowest(post, loss, np.array([1e4 * DAY]))[0, 0] == 0
