"""The ridge that is found is the best closed one there is."""

from itertools import pairwise, product

import numpy as np
import pytest

from neointima.numerics.closed_ridge import closed_ridge


@pytest.mark.parametrize("seed", range(10))
def test_no_other_closed_path_gains_more(seed):
    """Six steps and three heights: 729 paths are tried. A plain gain lets the ends forget each other."""
    gain = np.random.default_rng(seed).normal(size=(6, 3))
    found = closed_ridge(gain, steepest=1, bend=0.3)

    def worth(path):
        around = list(pairwise([*path, path[0]]))
        if any(abs(b - a) > 1 for a, b in around):
            return -np.inf
        return sum(gain[i, h] for i, h in enumerate(path)) - 0.3 * sum(abs(b - a) for a, b in around)

    best = max(product(range(3), repeat=6), key=worth)
    assert worth(tuple(found)) == pytest.approx(worth(best))


def test_it_follows_a_bright_ring_and_steps_over_a_gap():
    steps = np.arange(200)
    ridge = np.round(20 + 6 * np.sin(2 * np.pi * steps / 200)).astype(int)
    gain = np.random.default_rng(1).normal(0, 0.1, (200, 40))
    gain[steps, ridge] += 2.0
    gain[60:75] = 0.0
    found = closed_ridge(gain, steepest=2, bend=0.3)
    seen = np.ones(200, dtype=bool)
    seen[60:75] = False
    assert np.array_equal(found[seen], ridge[seen])
    assert np.abs(np.diff(np.append(found, found[0]))).max() <= 2
