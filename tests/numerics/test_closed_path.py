from itertools import product

import numpy as np
import pytest

from neointima.numerics.closed_path import closed_path


def worth(gain, path, bend):
    turn = np.append(path, path[0])
    return gain[np.arange(len(path)), path].sum() - bend * np.abs(np.diff(turn)).sum()


@pytest.mark.parametrize("seed", range(4))
def test_best_of_all_closed_paths(seed):
    """Against every path of a strip of six steps whose first heights are forced to agree."""
    gain = np.random.default_rng(seed).normal(size=(6, 4))
    gain[0] = [-np.inf, 3, -np.inf, -np.inf]
    every = [np.array(path) for path in product(range(4), repeat=6)]
    allowed = [path for path in every if np.abs(np.diff(np.append(path, path[0]))).max() <= 1]
    best = max(allowed, key=lambda path: worth(gain, path, 0.3))
    assert closed_path(gain, steepest=1, bend=0.3).tolist() == best.tolist()


def test_a_line_around_the_seam_is_followed():
    steps, heights = 90, 40
    line = np.rint(20 + 12 * np.sin(2 * np.pi * np.arange(steps) / steps)).astype(int)
    gain = np.zeros((steps, heights))
    gain[np.arange(steps), line] = 5.0
    assert closed_path(gain, steepest=2, bend=0.5).tolist() == line.tolist()
