"""Time to event: what must hold whatever the data, and what is refused."""

import numpy as np
import pytest
from scipy import stats

from neointima.analysis.time_to_event.cox import fit_cox
from neointima.analysis.time_to_event.follow_up import follow_up
from neointima.analysis.time_to_event.gray import gray
from neointima.analysis.time_to_event.hazard_ratio import EXACT, UNKNOWN, hazard_ratio
from neointima.analysis.time_to_event.kaplan_meier import at, at_risk, kaplan_meier, median, plain
from neointima.analysis.time_to_event.log_rank import log_rank
from neointima.analysis.time_to_event.restricted_mean import restricted_difference, restricted_mean
from neointima.mistake import Mistake


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (([3, -1], [1, 0], ["a", "b"]), "'patient 2' ends at -1, before time zero"),
        (([3, np.nan], [1, 0], ["a", "b"]), "'patient 2' has no time"),
        (([3, 1], [1, 0.5], ["a", "b"]), "an event is written 1"),
        (([3, 1], [1], ["a", "b"]), "2 times, 1 events and 2 arms"),
        (([], [], []), "no follow-up at all"),
    ],
)
def test_impossible_follow_up_is_told_in_a_sentence(given, said):
    with pytest.raises(Mistake, match=said):
        follow_up(*given)


def test_a_patient_in_two_arms_is_named():
    with pytest.raises(Mistake, match="'p7' is in two arms, 'stent' and 'balloon'"):
        follow_up([1, 2], [1, 1], ["stent", "balloon"], patients=["p7", "p7"])


def test_a_patient_with_two_lines_is_named():
    with pytest.raises(Mistake, match="'p7' has two lines"):
        follow_up([1, 2], [1, 1], ["stent", "stent"], patients=["p7", "p7"])


def test_an_empty_or_unknown_arm_is_named():
    with pytest.raises(Mistake, match="arm 'b' has no patients"):
        follow_up([1], [1], ["a"], arms=["a", "b"])
    with pytest.raises(Mistake, match="in arm 'c', but the arms are 'a', 'b'"):
        follow_up([1, 1], [1, 1], ["a", "c"], arms=["a", "b"])
    with pytest.raises(Mistake, match="no arm 'x'"):
        follow_up([1], [1], ["a"]).of_arm("x")


def test_kaplan_meier_refuses_competing_events_and_names_the_way_out():
    patients = follow_up([1, 2, 3], [1, 2, 0], ["a"] * 3)
    with pytest.raises(Mistake, match="cumulative incidence"):
        kaplan_meier(patients)
    assert kaplan_meier(patients.any_cause()).survival[-1] == pytest.approx(1 / 3)


def test_without_censoring_the_curve_is_the_share_left_with_the_binomial_error():
    time = np.arange(1.0, 21)
    curve = at(kaplan_meier(follow_up(time, [1] * 20, ["a"] * 20)), np.array([0.5, 5, 15.5]))
    assert curve.value == pytest.approx([1, 0.75, 0.25], rel=1e-12)
    assert curve.error == pytest.approx([0, *np.sqrt([0.75 * 0.25 / 20] * 2)], rel=1e-12)


def test_the_curve_is_unknown_after_the_last_censored_patient_and_zero_after_the_last_event():
    censored = kaplan_meier(follow_up([1, 2], [1, 0], ["a"] * 2))
    finished = kaplan_meier(follow_up([1, 2], [1, 1], ["a"] * 2))
    assert np.isnan(at(censored, np.array([2.5])).value[0])
    assert at(finished, np.array([2.5])).value[0] == 0


def test_limits_that_nothing_is_known_of_are_nan():
    """Before the first event the log-log limits have no meaning; the plain ones are a point."""
    steps = kaplan_meier(follow_up([3, 4, 5], [1, 0, 0], ["a"] * 3))
    assert np.isnan(at(steps, np.array([1.0])).lower[0])
    assert at(steps, np.array([1.0]), limits=plain).lower[0] == 1


def test_a_median_not_reached_is_infinite_and_one_between_is_midway():
    assert median(kaplan_meier(follow_up([1, 2, 3], [1, 0, 0], ["a"] * 3))).value == np.inf
    assert median(kaplan_meier(follow_up([1, 2, 3, 4], [1] * 4, ["a"] * 4))).value == 2.5


def test_numbers_at_risk_count_those_still_watched_just_before():
    patients = follow_up([1, 2, 2, 5], [1, 0, 1, 0], ["a"] * 4)
    assert list(at_risk(patients, np.array([0.0, 1, 2, 3, 5, 6]))) == [4, 4, 3, 1, 1, 0]


def test_the_log_log_interval_covers_the_truth_95_times_in_100():
    """2000 arms of 40 with exponential times and censoring, at S = 0.7: four standard errors either way are 2 points."""
    luck, inside, moment = np.random.default_rng(3), 0, -np.log(0.7)
    for _ in range(2000):
        event, end = luck.exponential(1, 40), luck.uniform(0.2, 3, 40)
        arm = follow_up(np.minimum(event, end), event < end, ["a"] * 40)
        curve = at(kaplan_meier(arm), np.array([moment]))
        inside += curve.lower[0] <= 0.7 <= curve.upper[0]
    assert 0.93 <= inside / 2000 <= 0.97


def test_the_hazard_ratio_interval_covers_the_truth_and_the_log_rank_keeps_its_size():
    """400 trials of 60 + 60 with ratio 1: coverage within four standard errors (4.4 points)."""
    luck, inside, p_values = np.random.default_rng(4), 0, []
    for _ in range(400):
        event, end = luck.exponential(1, 120), luck.uniform(0.2, 3, 120)
        both = follow_up(np.minimum(event, end), event < end, ["a"] * 60 + ["b"] * 60)
        found = hazard_ratio(both, "a", "b")
        inside += found.lower <= 1 <= found.upper
        p_values.append(log_rank(both).p_value)
    assert 0.906 <= inside / 400 <= 0.994
    assert stats.kstest(p_values, "uniform").pvalue > 1e-3


def test_an_arm_without_events_gives_a_one_sided_answer_and_its_mirror():
    """Eight events among 20 controls, none among 20 treated, both watched alike: a coin at each event.

    At a ratio θ the chance of that is ∏ r/(r + θ r') over the risk sets, written out here.
    """
    time = [*range(1, 21), *range(1, 21)]
    cause = [0] * 20 + [1] * 8 + [0] * 12
    both = follow_up(time, cause, ["new"] * 20 + ["old"] * 20)
    found, mirror = hazard_ratio(both, "new", "old"), hazard_ratio(both, "old", "new")
    assert (found.value, found.lower, found.method) == (0, 0, EXACT)
    # At the event at time t both arms have 21 − t patients left.
    assert found.p_value == pytest.approx(2 / 2**8, rel=1e-9)
    assert (1 / (1 + found.upper)) ** 8 == pytest.approx(0.025, rel=1e-6)
    assert np.isnan(found.error)
    assert (mirror.value, mirror.upper) == (np.inf, np.inf)
    assert mirror.lower == pytest.approx(1 / found.upper, rel=1e-6)


def test_no_events_at_all_is_nan_in_the_test_and_a_sentence_in_the_ratio():
    both = follow_up([1, 2, 3, 4], [0] * 4, list("aabb"))
    assert np.isnan(log_rank(both).p_value)
    with pytest.raises(Mistake, match="no events in any arm"):
        hazard_ratio(both, "a", "b")
    assert np.isnan(restricted_difference(both, "a", "b", horizon=2.0).p_value)


def test_arms_never_watched_together_at_an_event_tell_nothing():
    """All of one arm left before the other's first event."""
    both = follow_up([1, 1, 1, 5, 6, 7], [0, 0, 0, 1, 1, 0], list("aaabbb"))
    found = hazard_ratio(both, "a", "b")
    assert found.method == UNKNOWN
    assert np.isnan([found.value, found.lower, found.upper, found.p_value]).all()
    assert np.isnan(log_rank(both).p_value)


def test_columns_that_say_nothing_are_refused():
    both = follow_up([1, 2, 3, 4], [1] * 4, list("aabb"))
    with pytest.raises(Mistake, match="constant or follows"):
        fit_cox(both, np.ones((4, 1)))
    with pytest.raises(Mistake, match="constant or follows"):
        fit_cox(both, np.array([[0.0, 1], [1, 3], [2, 5], [4, 9]]))


def test_a_restricted_mean_beyond_follow_up_is_refused():
    with pytest.raises(Mistake, match="the last is at 3"):
        restricted_mean(follow_up([1, 3], [1, 0], ["a"] * 2), 4.0)


def test_the_restricted_mean_without_events_is_the_horizon():
    assert restricted_mean(follow_up([5, 6], [0, 0], ["a"] * 2), 4.0)[:2] == (4.0, 0.0)


def test_a_log_rank_stratified_by_what_does_not_differ_adds_up():
    """Two copies of one trial as strata: observed less expected doubles, and so does χ²."""
    time, cause, arm = [1, 2, 3, 4, 5, 6], [1, 1, 0, 1, 1, 0], list("ababab")
    once = log_rank(follow_up(time, cause, arm))
    twice = log_rank(follow_up(time * 2, cause * 2, arm * 2), np.repeat([0, 1], 6))
    assert twice.chi_square == pytest.approx(2 * once.chi_square, rel=1e-12)


def test_small_and_odd_data_give_an_answer_or_a_sentence():
    """100 sets of 2 to 13 patients with ties and competing events; a warning fails a test of this project."""
    luck = np.random.default_rng(2)
    for _ in range(100):
        n = int(luck.integers(2, 14))
        arm = ["a", "b", *luck.choice(["a", "b"], n - 2)]
        cause = luck.choice([0, 1, 2], n, p=luck.dirichlet([1, 1, 1]))
        both = follow_up(luck.integers(0, 8, n).astype(float), cause, arm)
        strata = luck.integers(0, 2, n)
        for found in (log_rank(both), log_rank(both, strata), gray(both), gray(both, 2)):
            assert not found.chi_square < 0
        try:
            ratios = [hazard_ratio(both, *pair, strata=strata) for pair in ("ab", "ba")]
        except Mistake as sentence:
            assert "no events" in str(sentence)
            continue
        assert ratios[0].method == ratios[1].method
        assert np.isnan(ratios[0].value) or ratios[0].lower <= ratios[0].value <= ratios[0].upper
