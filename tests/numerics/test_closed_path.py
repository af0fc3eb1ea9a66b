"""The cheapest closed line, against every line there is."""

from itertools import product

import numpy as np
import pytest

from neointima.numerics.closed_path import closed_path


def price_of(path, cost, price):
    steps = np.diff(np.append(path, path[0]))
    return cost[np.arange(len(path)), path].sum() + price * (steps**2).sum()


@pytest.mark.parametrize("seed", range(20))
def test_no_closed_line_through_the_same_start_is_cheaper(seed):
    """Six rows of five: all 15,625 lines."""
    cost = np.random.default_rng(seed).random((6, 5))
    found = closed_path(cost, 1, 0.1)
    lines = (
        line
        for line in product(range(5), repeat=6)
        if line[3] == found[3] and max(abs(line[n] - line[n - 1]) for n in range(6)) <= 1
    )
    least = min(price_of(np.array(line), cost, 0.1) for line in lines)
    np.testing.assert_allclose(price_of(found, cost, 0.1), least, rtol=1e-12)


def test_a_clear_valley_is_followed_exactly():
    angles = np.arange(360) * 2 * np.pi / 360
    valley = np.round(40 + 15 * np.cos(angles) + 5 * np.sin(3 * angles)).astype(int)
    cost = np.abs(np.arange(80) - valley[:, None]).astype(float)
    np.testing.assert_array_equal(closed_path(cost, 2, 0.001), valley)


def test_a_gap_without_information_is_bridged():
    cost = np.abs(np.arange(60) - 30.0) * np.ones((90, 1))
    cost[20:40] = 0
    assert np.abs(closed_path(cost, 2, 0.01) - 30).max() <= 1
