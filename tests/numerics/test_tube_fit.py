"""The shadow of a tube against plain quadrature, its slopes, and paths of two edges against every possible one."""

from itertools import pairwise, product

import numpy as np
from scipy import integrate

from neointima.numerics.paired_path import paired_path
from neointima.numerics.tube_fit import Profiles, State, fit_tube
from neointima.numerics.tube_prior import BAND, UNKNOWNS, Expected, banded_times
from neointima.numerics.tube_profile import shadow


def by_quadrature(s, c, r, mu, blur):
    def lost(u):
        depth = 2 * np.sqrt(max(r**2 - u**2, 0))
        return (1 - np.exp(-mu * depth)) * np.exp(-(((s - c - u) / blur) ** 2) / 2) / (np.sqrt(2 * np.pi) * blur)

    near = np.clip(s - c + blur * np.array([-6, -3, 0, 3, 6]), -r, r)
    return integrate.quad(lost, -r, r, limit=800, points=np.unique(near), epsabs=1e-9)[0]


def test_the_shadow_of_thin_and_wide_tubes():
    aside = np.linspace(-14, 14, 15)
    for r, mu, blur in ((0.6, 0.05, 0.8), (5.0, 0.05, 0.8), (12.0, 0.03, 0.6)):
        found = shadow(aside[None], np.array([0.3]), radius=np.array([r]), attenuation=np.array([mu]), blur=blur)
        # Quadrature of the square root at the rim is good to 1e-7.
        np.testing.assert_allclose(found.lost[0], [by_quadrature(s, 0.3, r, mu, blur) for s in aside], atol=1e-6)


def test_slopes_of_the_shadow_are_its_differences():
    aside, at, e = np.linspace(-12, 12, 40)[None], {"c": 0.3, "r": 5.0, "mu": 0.04, "blur": 0.9}, 1e-5

    def lost(**one):
        v = {**at, **one}
        arrays = {"radius": np.array([v["r"]]), "attenuation": np.array([v["mu"]])}
        return shadow(aside, np.array([v["c"]]), blur=v["blur"], **arrays)

    found = lost()
    for name, slope in zip(at, (found.by_middle, found.by_radius, found.by_attenuation, found.by_blur), strict=True):
        difference = (lost(**{name: at[name] + e}).lost - lost(**{name: at[name] - e}).lost) / (2 * e)
        np.testing.assert_allclose(slope, difference, atol=1e-6 * np.abs(slope).max())


def test_the_path_of_two_edges_is_the_best_of_all():
    gain = np.random.default_rng(3).normal(size=(4, 3, 3))
    places = list(product(range(3), range(3)))

    def worth(path):
        moves = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(path)]
        jumps = any(max(abs(a[0] - b[0]), abs(a[1] - b[1])) > 1 for a, b in pairwise(path))
        return -np.inf if jumps else sum(gain[k][p] for k, p in enumerate(path)) - 0.4 * sum(moves)

    best = max(product(places, repeat=4), key=worth)
    found = paired_path(gain, turn_cost=0.4)
    assert list(zip(found.middle, found.half, strict=True)) == list(best)


def test_a_banded_matrix_times_a_vector():
    expected = Expected(0.1, np.full(6, 0.1), 0.02, (0.03, 0.02, 0.01), (0.05, 0.4), (0.9, 0.2))
    banded, _ = expected.penalty(8)
    size = 8 * UNKNOWNS
    full = np.zeros((size, size))
    for apart in range(BAND + 1):
        full += np.diag(banded[BAND - apart, apart:], apart) + (
            np.diag(banded[BAND - apart, apart:], -apart) if apart else 0
        )
    x = np.random.default_rng(1).normal(size=size)
    np.testing.assert_allclose(banded_times(banded, x), full @ x, rtol=1e-10, atol=1e-8)


def test_a_tube_without_noise_is_found_exactly():
    """Profiles made by the model itself: what is left is the pull of what was expected, a hundredth of a pixel."""
    rows, aside = 60, np.arange(-20, 20.5, 0.5)
    radius = 6 - 2 * np.exp(-(((np.arange(rows) - 30) / 8) ** 2))
    cast = shadow(np.tile(aside, (rows, 1)), np.zeros(rows), radius=radius, attenuation=np.full(rows, 0.05), blur=0.9)
    light = 4 + 0.005 * aside + np.log(1 - 0.7 * cast.lost)
    light += 1e-4 * np.random.default_rng(2).normal(size=light.shape)
    profiles = Profiles(light, np.ones(light.shape, dtype=bool), aside, np.ones(light.shape), 0.5)
    expected = Expected(0.02, np.full(rows - 2, 0.05), 0.01, (0.02, 0.02, 0.01), (0.04, 0.4), (1.0, 0.2))
    start = np.zeros((rows, UNKNOWNS))
    start[:, 1], start[:, 2], start[:, 3] = 5.5, np.log(0.04), 4.0
    found = fit_tube(profiles, State(start, np.array([0.0, 0.75])), expected)
    np.testing.assert_allclose(found.radius, radius, atol=0.01)
    assert abs(found.blur - 0.9) < 0.01
    assert found.settled
