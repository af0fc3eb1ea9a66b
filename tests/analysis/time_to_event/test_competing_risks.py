"""Competing risks: probabilities that add up, the variance of two peers' kind, and a test with the right size."""

import numpy as np
import pytest
from scipy import stats

from neointima.analysis.time_to_event.cumulative_incidence import at, course
from neointima.analysis.time_to_event.follow_up import follow_up
from neointima.analysis.time_to_event.gray import gray
from neointima.analysis.time_to_event.kaplan_meier import at as survival_at
from neointima.analysis.time_to_event.kaplan_meier import kaplan_meier
from neointima.analysis.time_to_event.log_rank import log_rank

TIMES = np.array([2.0, 5.0, 20.0])


def drawn():
    """As in the tests of survival: 240 patients, three arms, two causes, many ties."""
    luck = np.random.default_rng(5)
    time = np.ceil(luck.exponential(10, 240) * 2) / 2
    cause = luck.choice([0, 1, 2], 240, p=[0.3, 0.4, 0.3])
    return follow_up(time, cause, list(luck.choice(list("abc"), 240)), arms="abc")


def test_incidence_agrees_with_cmprsk_and_its_error_with_r_survival():
    """cuminc of cmprsk 2.2-11 to its digits; errors of survfit (survival 3.5.3); cmprsk's own are 2 to 8 % larger."""
    curve = at(course(drawn().of_arm("a")), TIMES)
    assert curve.value == pytest.approx([0.0308204032, 0.1004839726, 0.418540166], abs=1e-9)
    assert curve.error == pytest.approx([0.0214600378, 0.0390152208, 0.0762469377], abs=1e-9)


def test_causes_and_survival_add_up_to_one():
    arm = drawn().of_arm("b")
    parts = [at(course(arm, cause), TIMES).value for cause in (1, 2)]
    free = survival_at(kaplan_meier(arm.any_cause()), TIMES).value
    assert sum(parts) + free == pytest.approx(1, abs=1e-12)


def test_without_competing_events_incidence_is_one_minus_kaplan_meier_with_greenwoods_error():
    arm = drawn().of_arm("c").any_cause()
    incidence, curve = at(course(arm), TIMES), survival_at(kaplan_meier(arm), TIMES)
    assert incidence.value == pytest.approx(1 - curve.value, rel=1e-12)
    assert incidence.error == pytest.approx(curve.error, rel=1e-9)


def test_one_minus_kaplan_meier_overstates_incidence():
    arm = drawn().of_arm("a")
    naive = 1 - survival_at(kaplan_meier(arm.cause_specific()), TIMES).value
    assert np.all(naive >= at(course(arm), TIMES).value)
    assert naive[-1] > at(course(arm), TIMES).value[-1] + 0.1


def test_no_event_of_the_cause_has_incidence_zero_and_no_limits():
    curve = at(course(follow_up([1, 2, 3], [2, 0, 0], ["a"] * 3)), np.array([2.0, 9.0]))
    assert curve.value[0] == 0
    assert np.isnan(curve.upper[0])
    assert np.isnan(curve.value[1])


def test_the_interval_covers_the_truth_95_times_in_100():
    """1500 arms of 80; this cause has rate 1 of 2 in all, so F(t) = (1 − e^−2t)/2. Four errors are 2.3 points."""
    luck, inside, moment = np.random.default_rng(6), 0, 0.4
    truth = (1 - np.exp(-2 * moment)) / 2
    for _ in range(1500):
        event, end, cause = luck.exponential(0.5, 80), luck.uniform(0.2, 2, 80), luck.choice([1, 2], 80)
        arm = follow_up(np.minimum(event, end), np.where(event < end, cause, 0), ["a"] * 80)
        curve = at(course(arm), np.array([moment]))
        inside += curve.lower[0] <= truth <= curve.upper[0]
    assert 0.93 <= inside / 1500 <= 0.97


# χ² of cuminc(t, c, g)$Tests of cmprsk 2.2-11. Its variance has another, asymptotically equal form (a tie correction
# and F of the pool throughout), so values agree to a few per cent, not to rounding.
@pytest.mark.parametrize(
    ("arms", "cause", "theirs"),
    [("abc", 1, 0.669030772), ("abc", 2, 0.109051245), ("ab", 1, 0.6762830492), ("ab", 2, 0.0911351316)],
)
def test_grays_test_agrees_with_cmprsk_to_a_few_per_cent(arms, cause, theirs):
    patients = drawn() if arms == "abc" else drawn().of_pair("a", "b")
    found = gray(patients, cause)
    assert found.chi_square == pytest.approx(theirs, rel=0.04)
    assert found.freedom == len(arms) - 1


def test_without_competing_events_grays_test_is_the_log_rank_test():
    """The same score; the variance differs by how far each arm's own curve is by chance from that of the pool."""
    luck = np.random.default_rng(8)
    both = follow_up(luck.exponential(1, 200), luck.choice([0, 1], 200, p=[0.4, 0.6]), ["a"] * 80 + ["b"] * 120)
    assert gray(both).chi_square == pytest.approx(log_rank(both).chi_square, rel=0.03)


def test_grays_test_keeps_its_size_and_sees_what_the_log_rank_does_not():
    """300 trials where the arms have the same incidence of the event; then one where its hazard is the same but the
    competing one three times as high, so that fewer come to the event.
    """
    luck, p_values = np.random.default_rng(9), []
    for _ in range(300):
        event, end, cause = luck.exponential(1, 150), luck.uniform(0.2, 3, 150), luck.choice([1, 2], 150)
        both = follow_up(np.minimum(event, end), np.where(event < end, cause, 0), ["a"] * 50 + ["b"] * 100)
        p_values.append(gray(both).p_value)
    assert stats.kstest(p_values, "uniform").pvalue > 1e-3
    mine = luck.exponential(1, 1000)
    theirs = np.concatenate([luck.exponential(1 / 3, 500), luck.exponential(1, 500)])
    both = follow_up(np.minimum(mine, theirs), np.where(mine < theirs, 1, 2), ["a"] * 500 + ["b"] * 500)
    assert gray(both).p_value < 1e-6
    assert gray(both).z < 0
    assert log_rank(both).p_value > 0.01


def test_arms_swapped_give_the_mirrored_answer():
    one, other = gray(drawn().of_pair("a", "b")), gray(drawn().of_pair("b", "a"))
    assert one.z == pytest.approx(-other.z, rel=1e-9)


def test_no_events_of_the_cause_give_no_verdict():
    assert np.isnan(gray(follow_up([1, 2, 3, 4], [2, 0, 2, 0], list("aabb"))).p_value)
