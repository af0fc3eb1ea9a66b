"""Bernoulli's function near zero and far from it."""

import numpy as np

from neointima.numerics.bernoulli import bernoulli


def test_bernoulli_near_zero_and_far():
    x = np.array([-800.0, -1.0, -1e-9, 0.0, 1e-9, 1.0, 800.0])
    np.testing.assert_allclose(bernoulli(x)[1:6], [1 / (1 - np.exp(-1)), 1 + 5e-10, 1, 1 - 5e-10, 1 / (np.e - 1)])
    np.testing.assert_allclose(bernoulli(x)[[0, 6]], [800, 0], atol=1e-300)


def test_opposite_weights_differ_by_the_drift():
    """B(−x) = B(x) + x, to round-off of the larger."""
    x = np.concatenate([np.geomspace(1e-12, 600, 200), [0.0]])
    np.testing.assert_allclose(bernoulli(-x), bernoulli(x) + x, rtol=1e-14)
