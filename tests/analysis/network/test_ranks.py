"""P-scores: who is better, averaged over all others."""

import numpy as np
import pytest

from neointima.analysis.network.network import Network
from neointima.analysis.network.ranks import p_scores
from neointima.analysis.statements.direction import Direction


def network(effects, variances):
    return Network(("a", "b", "c"), np.array(effects), np.diag(variances), 0.0, 0.0, 0, np.nan)


def test_the_surely_best_has_one_and_the_surely_worst_zero():
    found = p_scores(network([0.0, 10.0, 20.0], [1e-4, 1e-4, 1e-4]), Direction.HIGHER_IS_WORSE)
    assert found == pytest.approx([1, 0.5, 0])


def test_scores_average_to_a_half_and_the_direction_turns_them():
    of = network([0.0, 0.3, -0.1], [0.04, 0.2, 0.1])
    worse, better = (p_scores(of, way) for way in Direction)
    assert worse.mean() == pytest.approx(0.5) and worse + better == pytest.approx(np.ones(3))
