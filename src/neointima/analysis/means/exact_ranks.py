"""Chances of sums of ranks, counted and not approximated: ties are kept as they are."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import rankdata

from neointima.quantities.kinds import Array

SAME = 1e-12


def rank_sum_p(first: Array, second: Array) -> float:
    """Two-sided P of the sum of the first's mid-ranks over all ways to deal the values: twice the smaller tail.

    Source: Lehmann, Nonparametrics, 1975, section 1.4.
    """
    doubled = _doubled(np.concatenate([first, second]))
    chances = dealt(doubled, first.size)
    return _two_sided(chances, sum(doubled[: first.size]))


def signed_rank_p(gaps: Array) -> float:
    """Two-sided P of the sum of the mid-ranks of the gaps above zero, each sign as likely; gaps of zero are left out.

    Source: Wilcoxon, Biometrics Bull 1945;1:80.
    """
    moved = gaps[np.abs(gaps) > SAME]
    if not moved.size:
        return 1.0
    doubled = _doubled(np.abs(moved))
    chances = signed(doubled)
    return _two_sided(chances, sum(rank for rank, gap in zip(doubled, moved, strict=True) if gap > 0))


def dealt(ranks: Sequence[int], count: int) -> Array:
    """Chance of each sum of ``count`` of the whole numbers ``ranks``, every choice as likely."""
    ways = np.zeros((count + 1, sum(ranks) + 1))
    ways[0, 0] = 1.0
    for rank in ranks:
        ways[1:, rank:] += ways[:-1, : ways.shape[1] - rank].copy()
    return np.asarray(ways[count] / ways[count].sum())


def signed(ranks: Sequence[int]) -> Array:
    """Chance of each sum of those of the whole numbers ``ranks`` that are taken, each with chance one half."""
    ways = np.zeros(sum(ranks) + 1)
    ways[0] = 1.0
    for rank in ranks:
        ways[rank:] = (ways[rank:] + ways[: ways.size - rank].copy()) / 2
        ways[:rank] /= 2
    return ways


def _doubled(values: Array) -> list[int]:
    """Twice the mid-ranks, which are whole."""
    return [round(2 * rank) for rank in rankdata(np.round(values, 12))]


def _two_sided(chances: Array, observed: int) -> float:
    below, above = float(chances[: observed + 1].sum()), float(chances[observed:].sum())
    return min(1.0, 2 * min(below, above))
