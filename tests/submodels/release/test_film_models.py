"""The coatings that are films: what each becomes at its limits, and the record that finer worlds read."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import erf

from neointima import menu
from neointima.submodels.release import Film
from neointima.submodels.release.coating_diffusion import CoatingDiffusion
from neointima.submodels.release.dissolving_film import DissolvingFilm
from neointima.submodels.release.eroding_film import ErodingFilm

DAY = 86400.0
TIMES = np.array([0.01, 0.1, 0.5, 1, 3, 7, 14, 28, 60, 90, 180, 400]) * DAY
THICKNESS, DIFFUSIVITY = 8e-6, 4e-18
SHARED = {"dose_per_length": 1e-5, "coating_thickness": THICKNESS, "coating_diffusivity": DIFFUSIVITY}
FILMS = [name for name in menu.choices("submodels/release") if hasattr(menu.choose("submodels/release", name), "film")]


def made(kind, **own):
    values = {**SHARED, "sequestered": 0.0, "partition": 1.0, **own}
    return kind(**{key: np.asarray(value) for key, value in values.items()})


def released(model, times=TIMES):
    """Share of the dose given by each time."""
    coating, now, shares = model.start(), 0.0, []
    for time in times:
        coating, _ = model.step(coating, time - now)
        now = time
        shares.append(1 - model.held(coating) / model.dose_per_length)
    return np.concatenate(shares, axis=1)


def dissolving(**own):
    return made(DissolvingFilm, **{"dissolved_share": 0.1, "dissolution_rate": 1e-6, **own})


def eroding(**own):
    return made(ErodingFilm, **{"eroded_diffusivity": 1e-16, "erosion_rate": 1e-7, **own})


def test_a_film_without_solid_is_coating_diffusion():
    """0.06 % of the dose: the error of the cells and of the first ticks."""
    np.testing.assert_allclose(
        released(dissolving(dissolved_share=1.0)), released(made(CoatingDiffusion)), rtol=0, atol=6e-4
    )


@pytest.mark.parametrize("solubility", [0.02, 0.05, 0.2])
def test_drug_that_dissolves_at_once_follows_the_moving_front(solubility):
    """The exact front between solid and emptied film: m = 2 c_s √(Dt/π) / erf(η), while solid remains; 0.4 % of m."""
    eta = brentq(lambda x: np.sqrt(np.pi) * x * np.exp(x**2) * erf(x) - solubility / (1 - solubility), 1e-9, 5)
    share = np.linspace(0.05, 0.9, 12)
    times = (share * THICKNESS / (2 * eta)) ** 2 / DIFFUSIVITY
    exact = 2 * solubility * np.sqrt(DIFFUSIVITY * times / np.pi) / erf(eta) / THICKNESS
    found = released(dissolving(dissolved_share=solubility, dissolution_rate=1.0), times)[0]
    np.testing.assert_allclose(found[2:], exact[2:], rtol=4e-3)
    np.testing.assert_allclose(found, exact, atol=5e-4)


def test_far_above_solubility_release_is_higuchi_s_square_root_law():
    """m = √(D c_s (2 C₀ − c_s) t), which assumes a straight profile: 1 % at c_s = C₀ / 50."""
    solubility = 0.02
    times = np.linspace(0.1, 0.9, 9) ** 2 * THICKNESS**2 / (2 * solubility * DIFFUSIVITY)
    higuchi = np.sqrt(DIFFUSIVITY * solubility * (2 - solubility) * times) / THICKNESS
    found = released(dissolving(dissolved_share=solubility, dissolution_rate=1.0), times)[0]
    np.testing.assert_allclose(found, higuchi, rtol=0.01)


def test_slow_dissolution_in_a_thin_film_follows_hixson_and_crowell():
    """Diffusion at once: what is solid shrinks as (1 − k_d t / 3)³, and all that has dissolved has left; 0.2 %."""
    rate = 1 / (100 * DAY)
    times = np.array([10, 50, 100, 200, 290]) * DAY
    model = dissolving(coating_diffusivity=1e-12, dissolved_share=0.3, dissolution_rate=rate)
    np.testing.assert_allclose(released(model, times)[0], 1 - 0.7 * (1 - rate * times / 3) ** 3, atol=2e-3)


def test_a_film_that_does_not_change_is_coating_diffusion():
    plain = released(made(CoatingDiffusion))
    np.testing.assert_allclose(released(eroding(eroded_diffusivity=DIFFUSIVITY)), plain, rtol=1e-12)
    np.testing.assert_allclose(released(eroding(erosion_rate=0.0)), plain, rtol=1e-12)


def test_a_polymer_gone_at_once_is_diffusion_at_the_eroded_diffusivity():
    """Mass left is below e⁻⁸⁰⁰ by the first sample, but ln(D ratio)/k of time was lost on the way: 1e-3 of it."""
    fast = released(made(CoatingDiffusion, coating_diffusivity=1e-16))
    np.testing.assert_allclose(released(eroding(erosion_rate=1.0)), fast, rtol=5e-3)


def test_erosion_agrees_with_many_steps_of_a_film_at_the_diffusivity_of_each_moment():
    """Four thousand steps with the diffusivity at their middle: second order, so 1e-6."""
    model, coating, now = eroding(), made(CoatingDiffusion).start(), 0.0
    edges = np.linspace(0, 90 * DAY, 4001)
    for begin, end in pairwise(edges):
        mass = np.exp(-model.erosion_rate * (begin + end) / 2)
        blended = model.coating_diffusivity**mass * model.eroded_diffusivity ** (1 - mass)
        coating, gone = made(CoatingDiffusion, coating_diffusivity=blended).step(coating, end - begin)
        now += gone[0, 0]
    np.testing.assert_allclose(released(model, [90 * DAY])[0], now / 1e-5, rtol=1e-6)


@pytest.mark.parametrize("build", [dissolving, eroding])
def test_cases_in_columns_are_what_each_is_alone(build):
    columns = {
        "dose_per_length": np.array([[1e-5], [2e-6]]),
        "coating_diffusivity": np.array([[4e-18], [3e-17]]),
        "sequestered": np.array([[0.0], [0.3]]),
    }
    together = released(build(**columns))
    for case in range(2):
        alone = released(build(**{key: column[case, 0] for key, column in columns.items()}))
        np.testing.assert_allclose(together[case], alone[0], rtol=1e-13)


@pytest.mark.parametrize("build", [lambda **own: made(CoatingDiffusion, **own), dissolving, eroding])
def test_partition_changes_nothing_where_the_surface_is_swept_clean(build):
    np.testing.assert_array_equal(released(build(partition=50.0)), released(build(partition=0.1)))


@pytest.mark.parametrize("build", [lambda **own: made(CoatingDiffusion, **own), dissolving, eroding])
def test_a_film_hands_on_what_it_is(build):
    """The record has every field of the model under its own name, and neutral values for the rest."""
    model = build(partition=7.0, sequestered=0.2)
    film = model.film()
    assert isinstance(film, Film)
    assert (film.partition, film.sequestered, film.dose_per_length) == (7.0, 0.2, 1e-5)
    assert (film.thickness, film.diffusivity) == (THICKNESS, DIFFUSIVITY)
    assert film.eroded_diffusivity == getattr(model, "eroded_diffusivity", DIFFUSIVITY)
    assert film.erosion_rate == getattr(model, "erosion_rate", 0)
    assert film.dissolved_share == getattr(model, "dissolved_share", 1)
    assert film.dissolution_rate == getattr(model, "dissolution_rate", 0)


def test_the_films_of_the_room_are_known():
    assert FILMS == ["coating_diffusion", "dissolving_film", "eroding_film"]
