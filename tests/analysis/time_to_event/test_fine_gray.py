"""Fine and Gray's ratio: R's cmprsk, the limits in which it is Cox's model, mirrored arms, coverage."""

import numpy as np
import pytest
from test_competing_risks import drawn

from neointima.analysis.time_to_event.fine_gray import NONE, fine_gray
from neointima.analysis.time_to_event.follow_up import FollowUp, follow_up
from neointima.analysis.time_to_event.hazard_ratio import hazard_ratio
from neointima.mistake import Mistake


def untied():
    luck, n = np.random.default_rng(8), 300
    arm = (np.arange(n) % 2).astype(int)
    time, end = luck.exponential(np.where(arm == 0, 1.5, 1.0)), luck.uniform(0, 3, n)
    cause = luck.choice([1, 2], n, p=[0.6, 0.4])
    return FollowUp(np.minimum(time, end), np.where(time < end, cause, 0), arm, ("a", "b"))


@pytest.mark.parametrize(
    ("patients", "cause", "theirs"),
    [
        (drawn, 1, (-0.2576693268, 0.2553104835)),
        (drawn, 2, (0.006370572358, 0.2917740563)),
        (untied, 1, (-0.6606894563, 0.1810064518)),
        (untied, 2, (0.04959661268, 0.2315810588)),
    ],
)
def test_coefficient_and_robust_error_agree_with_cmprsk(patients, cause, theirs):
    """crr(time, cause, arm == a) of cmprsk 2.2-11, which stops when a step is below 1e-6 of the likelihood."""
    found = fine_gray(patients(), "a", "b", cause=cause)
    assert (found.position, found.error) == pytest.approx(theirs, abs=1e-5)


def test_without_censoring_before_the_end_it_is_cox_with_competing_events_watched_to_the_end():
    """All weights are one then; without ties Breslow's and Efron's ways are the same."""
    luck, n, end = np.random.default_rng(9), 120, 1.0
    time, cause = luck.exponential(1, n), luck.choice([1, 2], n)
    arm = (np.arange(n) % 2).astype(int)
    both = FollowUp(np.minimum(time, end), np.where(time < end, cause, 0), arm, ("a", "b"))
    stays = both._replace(time=np.where(both.cause == 2, end, both.time), cause=np.where(both.cause == 1, 1, 0))
    assert fine_gray(both, "a", "b").position == pytest.approx(hazard_ratio(stays, "a", "b").position, rel=1e-8)


def test_without_competing_events_it_is_cox():
    alone = untied().any_cause()
    assert fine_gray(alone, "a", "b").position == pytest.approx(hazard_ratio(alone, "a", "b").position, rel=1e-8)


def test_swapped_arms_give_the_reciprocal():
    one, other = fine_gray(untied(), "a", "b"), fine_gray(untied(), "b", "a")
    assert (other.value, other.lower, other.upper) == pytest.approx((1 / one.value, 1 / one.upper, 1 / one.lower))
    assert other.p_value == pytest.approx(one.p_value, rel=1e-8)


def test_an_arm_without_the_event_has_a_ratio_and_no_limits_and_none_at_all_is_said():
    one = follow_up([1, 2, 3, 4, 5, 6], [2, 0, 2, 1, 1, 2], list("aaabbb"))
    found = fine_gray(one, "a", "b")
    assert (found.value, found.method) == (0.0, NONE) and np.isnan(found.upper)
    assert fine_gray(one, "b", "a").value == np.inf
    with pytest.raises(Mistake, match="no such event"):
        fine_gray(follow_up([1, 2, 3, 4], [2, 0, 2, 0], list("aabb")), "a", "b")
