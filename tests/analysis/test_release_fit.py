"""Release models fitted to curves: the truth comes back, the intervals hold it, the numbers are those of others."""

import numpy as np
import pytest
from scipy.optimize import curve_fit

from neointima import menu
from neointima.analysis.release_fit.candidates import CANDIDATES, Search, candidate, released
from neointima.analysis.release_fit.choice import chosen, compare
from neointima.analysis.release_fit.fit import ROUNDING, aicc, fit, observe
from neointima.library.shelf import units_of
from neointima.mistake import Mistake

DAY = 86400.0
DAYS = np.array([0, 0.25, 1, 2, 4, 7, 10, 14, 21, 28, 45, 60, 90.0])
TIMES = DAYS * DAY
THICKNESS = 8e-6
FILM = {"coating_thickness": THICKNESS}
TRUTH = {
    "first_order": {"rate": 0.06 / DAY, "sequestered": 0.1},
    "burst_then_slow": {"burst": 0.3, "burst_rate": 2 / DAY, "slow_rate": 0.02 / DAY},
    "coating_diffusion": {"coating_diffusivity": 1e-17},
    "dissolving_film": {"coating_diffusivity": 1.5e-16, "dissolved_share": 0.2, "dissolution_rate": 0.05 / DAY},
    "eroding_film": {"coating_diffusivity": 3e-18, "eroded_diffusivity": 6e-17, "erosion_rate": 0.025 / DAY},
}


def observed(fractions, times=TIMES):
    return observe(times, fractions, sds=np.full(times.size, np.nan), replicates=np.ones(times.size))


def noisy(name, sd, seed):
    noise = sd * np.random.default_rng(seed).standard_normal(TIMES.size) * (TIMES > 0)
    return released(name, {**FILM, **TRUTH[name]}, TIMES)[0] + noise


@pytest.mark.parametrize("one", CANDIDATES, ids=lambda one: one.name)
def test_a_candidate_is_a_model_of_the_room_and_frees_its_own_fields(one):
    model = menu.choose("submodels/release", one.name)
    given = {"dose_per_length", "coating_thickness", "partition"}
    assert units_of(model).keys() - given == {field.field for field in one.free}


@pytest.mark.parametrize("name", TRUTH)
def test_a_noisy_curve_gives_its_numbers_back(name):
    """Half a point of noise: each truth lies within twice its interval and 35 % of its value."""
    best = fit(candidate(name), observed(noisy(name, 0.005, seed=4)), thickness=THICKNESS)
    assert best.sd == pytest.approx(0.005, rel=0.6)
    for parameter in best.parameters:
        true = TRUTH[name].get(parameter.field, 0.0)
        assert parameter.flag == ""
        assert parameter.value == pytest.approx(true, rel=0.35, abs=0.02), parameter.field
        assert parameter.lower - (parameter.value - parameter.lower) <= true
        assert true <= parameter.upper + (parameter.upper - parameter.value)


@pytest.mark.parametrize("name", ["burst_then_slow", "dissolving_film"])
def test_the_model_that_made_the_curve_is_chosen(name):
    fits = compare(observed(noisy(name, 0.005, seed=4)), thickness=THICKNESS)
    assert chosen(fits).candidate.name == name
    assert sum(one.weight for one in fits) == pytest.approx(1)
    assert [one.aicc for one in fits] == sorted(one.aicc for one in fits)


def test_intervals_hold_the_truth_as_often_as_they_say(name="first_order"):
    """95 % of 40 simulated curves: 34 or more, but for a chance of 1 in 300."""
    own, held = candidate(name), dict.fromkeys(TRUTH[name], 0)
    for seed in range(40):
        one = fit(own, observed(noisy(name, 0.02, seed)), thickness=THICKNESS)
        for parameter in one.parameters:
            if parameter.field in held:
                held[parameter.field] += parameter.lower <= TRUTH[name][parameter.field] <= parameter.upper
    assert all(count >= 34 for count in held.values()), held


def test_a_fit_agrees_with_the_closed_form_in_scipy():
    """1 − exp written by hand and given to curve_fit: same least squares, standard errors by the same linearisation.

    1e-4 for the optimum, 1 % for the half width: theirs is linear in the rate, ours in its logarithm, to first order.
    """
    fractions = noisy("first_order", 0.01, 9)
    one = fit(candidate("first_order"), observed(fractions), thickness=THICKNESS)
    best, covariance = curve_fit(
        lambda t, k, q: (1 - q) * (1 - np.exp(-k * t)), DAYS[1:], fractions[1:], p0=(0.1, 0.1), xtol=1e-12
    )
    ours = one.values()
    assert (ours["rate"] * DAY, ours["sequestered"]) == pytest.approx(tuple(best), rel=1e-4)
    t = 2.228139  # Student's t, 10 degrees of freedom, 97.5 %
    rate, kept = one.parameters
    assert rate.value * np.log(rate.upper / rate.value) * DAY == pytest.approx(t * np.sqrt(covariance[0, 0]), rel=0.01)
    assert kept.upper - kept.value == pytest.approx(t * np.sqrt(covariance[1, 1]), rel=0.01)
    miss = fractions[1:] - (1 - best[1]) * (1 - np.exp(-best[0] * DAYS[1:]))
    assert one.sd == pytest.approx(np.sqrt(np.sum(miss**2) / 10), rel=1e-6)
    by_hand = 12 * np.log(np.sum(miss**2) / 12) + 2 * 3 + 2 * 3 * 4 / (12 - 3 - 1)
    assert one.aicc == pytest.approx(by_hand, rel=1e-6)


def test_points_are_weighted_by_their_variance_halved_with_the_mean():
    sds = np.array([0, 0.01, 0.01, 0.03, 0.03])
    got = observe(np.arange(5.0), np.linspace(0, 0.8, 5), sds=sds, replicates=np.array([3.0, 3, 3, 3, 6]))
    expected = np.array([1, 1, 1, 2]) / (np.array([1, 1, 9, 9]) + 5)
    np.testing.assert_allclose(got.weights, expected / expected.mean())


def test_points_without_sd_weigh_the_same():
    np.testing.assert_array_equal(observed(noisy("first_order", 0, 1)).weights, 1)


def test_a_weighted_fit_follows_the_sure_points():
    """A wrong point ten times less sure moves the rate ten times less than 1/√12 of what an equal one moves it."""
    fractions = noisy("coating_diffusion", 0, 1)
    fractions[8] -= 0.1
    sds = np.where(np.arange(TIMES.size) == 8, 0.1, 0.002)
    own = candidate("coating_diffusion")
    equal = fit(own, observed(fractions), thickness=THICKNESS).values()["coating_diffusivity"]
    unequal = observe(TIMES, fractions, sds=sds, replicates=np.full(TIMES.size, 3.0))
    weighted = fit(own, unequal, thickness=THICKNESS).values()["coating_diffusivity"]
    assert abs(weighted / 1e-17 - 1) < 0.25 * abs(equal / 1e-17 - 1)


def test_of_models_that_the_points_do_not_tell_apart_the_simplest_is_taken():
    """An exact curve of plain diffusion is also one of an eroding film: both miss less than is ever published."""
    best = chosen(compare(observed(noisy("coating_diffusion", 0, 1)), thickness=THICKNESS))
    assert (best.candidate.name, best.free) == ("coating_diffusion", 1)
    assert best.values()["coating_diffusivity"] == pytest.approx(1e-17, rel=1e-4)


def test_drug_that_stays_is_found():
    fractions = 0.6 * noisy("coating_diffusion", 0, 1) + 0.003 * np.random.default_rng(3).standard_normal(13)
    kept = next(
        one
        for one in fit(candidate("coating_diffusion"), observed(fractions), thickness=THICKNESS).parameters
        if one.field == "sequestered"
    )
    assert kept.lower < 0.4 < kept.upper
    assert kept.upper - kept.lower < 0.1


def test_what_the_points_do_not_tell_is_flagged():
    """Far above solubility the curve knows the product of diffusivity and solubility alone."""
    truth = {"coating_diffusivity": 1e-15, "dissolved_share": 2e-3, "dissolution_rate": 1e-2}
    fractions = released("dissolving_film", {**FILM, **truth}, TIMES)[0]
    fractions += 0.01 * np.random.default_rng(5).standard_normal(13)
    one = fit(candidate("dissolving_film"), observed(fractions), thickness=THICKNESS)
    flags = {parameter.field: parameter.flag for parameter in one.parameters}
    assert flags["dissolution_rate"] != ""
    assert flags["coating_diffusivity"] != "" or flags["dissolved_share"] != ""


def test_a_rate_that_no_point_catches_has_a_wide_interval():
    """Everything out by the first sample: the rate is only known to be high, for points are rounded when written."""
    one = fit(candidate("first_order"), observed(np.where(TIMES > 0, 1.0, 0.0)), thickness=THICKNESS)
    rate = one.parameters[0]
    assert rate.flag or rate.upper > 10 * rate.lower


def test_too_few_points_are_refused_with_the_way_out():
    with pytest.raises(Mistake, match=r"3 points after the start.*imposed_curve"):
        observed(np.array([0, 0.1, 0.2, 0.3]), np.arange(4.0))


def test_models_with_more_numbers_than_the_points_carry_are_left_out():
    """AICc needs n > K + 1: four points carry one parameter and the variance."""
    assert aicc(1.0, 4, 2) == np.inf
    few = [0, 3, 6, 9, 11]
    fits = compare(observed(noisy("first_order", 0.01, 2)[few], TIMES[few]), thickness=THICKNESS)
    assert {one.candidate.name for one in fits} == {"first_order", "coating_diffusion"}


def test_an_exact_fit_is_no_better_than_publishing_allows():
    assert aicc(0.0, 10, 1) == aicc(10 * ROUNDING**2, 10, 1)


def test_an_unknown_model_lists_the_choices():
    with pytest.raises(Mistake, match=r"'weibull' is not .* coating_diffusion"):
        candidate("weibull")


def test_thickness_only_scales_the_diffusivity():
    """The curve tells D over L²: 1e-6, the tolerance of the search."""
    thin, thick = (
        fit(candidate("coating_diffusion"), observed(noisy("coating_diffusion", 0.01, 1)), thickness=size)
        for size in (1e-6, 1e-5)
    )
    assert thick.values()["coating_diffusivity"] / thin.values()["coating_diffusivity"] == pytest.approx(100, rel=1e-6)
    assert thick.aicc == pytest.approx(thin.aicc, abs=1e-6)


@pytest.mark.parametrize("one", CANDIDATES, ids=lambda one: one.name)
def test_starts_lie_within_the_bounds_and_give_curves(one):
    search = Search(one, TIMES[1:], THICKNESS)
    curves = search.released(search.starts(), TIMES[1:])
    assert curves.shape == (len(search.starts()), TIMES.size - 1)
    assert np.all(np.diff(curves, axis=1) >= -1e-12)
    assert np.all((curves >= 0) & (curves <= 1 + 1e-12))
