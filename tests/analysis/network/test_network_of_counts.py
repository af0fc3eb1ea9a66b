"""Networks of counts: two treatments are the pairwise meta-analysis, zero cells as there, and what is refused."""

import numpy as np
import pytest

from neointima.analysis.network import counts
from neointima.analysis.network.network import join
from neointima.analysis.pooling.between_trials import reml
from neointima.analysis.pooling.counts import log_odds_ratio, log_risk_ratio, risk_difference, two_by_two
from neointima.analysis.pooling.pooled import random
from neointima.mistake import Mistake

EVENTS = np.array([20, 8, 30, 15, 12, 0, 9, 14, 0, 0], float)
SIZES = np.array([100, 98, 120, 118, 60, 62, 80, 82, 25, 24], float)
TRIALS, TREATMENTS = [f"T{place // 2}" for place in range(10)], ["old", "new"] * 5


@pytest.mark.parametrize(
    ("scale", "pairwise"),
    [(counts.log_odds, log_odds_ratio), (counts.log_risk, log_risk_ratio), (counts.risk, risk_difference)],
)
def test_two_treatments_are_the_pairwise_meta_analysis(scale, pairwise):
    """The same REML on a grid, refined: 1e-6. One trial has a zero cell and one has no events at all."""
    found = scale(TRIALS, TREATMENTS, events=EVENTS, n=SIZES)
    old, new = (slice(side, None, 2) for side in (0, 1))
    tables = two_by_two(
        TRIALS[::2], events_first=EVENTS[new], n_first=SIZES[new], events_second=EVENTS[old], n_second=SIZES[old]
    )
    effects = pairwise(tables)
    pooled, joint = random(effects, reml(effects)), join(found.arms).difference("new", "old")
    assert (joint.value, joint.error) == pytest.approx((pooled.value, pooled.error), rel=1e-5)
    assert found.left_out == effects.left_out and found.corrected == effects.corrected


def test_an_arm_of_zero_is_filled_in_all_arms_of_its_trial_and_in_no_other():
    found = counts.log_odds(
        ["x"] * 3 + ["y"] * 2, list("abcab"), events=np.array([0.0, 4, 5, 3, 4]), n=np.full(5, 20.0)
    )
    assert found.corrected == ("x",)
    assert np.exp(found.arms.mean) == pytest.approx([0.5 / 20.5, 4.5 / 16.5, 5.5 / 15.5, 3 / 17, 4 / 16])


@pytest.mark.parametrize(("events", "words"), [([11.0, 2], "11 patients with an event of 10"), ([0.0, 0], "apart")])
def test_counts_that_cannot_be_or_say_nothing_are_refused(events, words):
    with pytest.raises(Mistake, match=words):
        counts.log_odds(["x", "x"], ["a", "b"], events=np.array(events), n=np.full(2, 10.0))
