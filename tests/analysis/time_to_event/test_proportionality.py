"""Grambsch and Therneau's test against R's survival, and what it says of hazards that are and are not proportional."""

import numpy as np
import pytest
from scipy import stats
from test_competing_risks import drawn
from test_fine_gray import untied

from neointima.analysis.time_to_event.cox import fit_cox
from neointima.analysis.time_to_event.follow_up import FollowUp, follow_up
from neointima.analysis.time_to_event.hazard_ratio import arm_column
from neointima.analysis.time_to_event.proportionality import proportionality

# The 26 patients of ``ovarian`` in R's survival (Edmonson et al., Cancer Treat Rep 1979;63:241): days, death, treatment.
DAYS = [
    59,
    115,
    156,
    421,
    431,
    448,
    464,
    475,
    477,
    563,
    638,
    744,
    769,
    770,
    803,
    855,
    1040,
    1106,
    1129,
    1206,
    1227,
    268,
    329,
    353,
    365,
    377,
]
DIED = [1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0]
TREATMENT = [1, 1, 1, 2, 1, 1, 2, 2, 1, 2, 1, 2, 2, 2, 1, 1, 1, 1, 2, 2, 2, 1, 1, 2, 2, 2]
AGE = [
    72.3315,
    74.4932,
    66.4658,
    53.3644,
    50.3397,
    56.4301,
    56.937,
    59.8548,
    64.1753,
    55.1781,
    56.7562,
    50.1096,
    59.6301,
    57.0521,
    39.2712,
    43.1233,
    38.8932,
    44.6,
    53.9068,
    44.2055,
    59.589,
    74.5041,
    43.137,
    63.2192,
    64.4247,
    58.3096,
]
PERFORMANCE = [1, 1, 2, 1, 1, 2, 2, 2, 1, 2, 2, 1, 2, 1, 1, 2, 2, 1, 1, 1, 2, 2, 1, 2, 1, 1]


def of_arms(patients):
    column = arm_column(patients)
    return proportionality(patients, column, fit_cox(patients, column))


def test_ovarian_as_r_tests_it():
    """cox.zph(coxph(Surv(futime, fustat) ~ age + ecog.ps)) and ~ rx, survival 3.5-3, to their digits."""
    patients = FollowUp(np.array(DAYS, float), np.array(DIED), np.zeros(26, int), ("all",))
    design = np.column_stack([AGE, PERFORMANCE]).astype(float)
    found = proportionality(patients, design, fit_cox(patients, design))
    assert found.columns == pytest.approx([0.697726829064, 2.370799822384], rel=1e-7)
    assert found.column_p == pytest.approx([0.403548568389, 0.123623698500], rel=1e-7)
    assert (found.chi_square, found.freedom) == pytest.approx((3.633490979500, 2), rel=1e-7)
    assert found.p_value == pytest.approx(0.162553924408, rel=1e-7)
    alone = np.array(TREATMENT, float)[:, None]
    assert proportionality(patients, alone, fit_cox(patients, alone)).chi_square == pytest.approx(
        2.68184939282, rel=1e-7
    )


@pytest.mark.parametrize(("patients", "theirs"), [(drawn, 7.12997622735), (untied, 0.481153468181)])
def test_two_arms_with_and_without_ties_as_r_tests_them(patients, theirs):
    """coxph(Surv(time, cause == 1) ~ arm), Efron's ties, and cox.zph of survival 3.5-3."""
    assert of_arms(patients().of_pair("a", "b")).chi_square == pytest.approx(theirs, rel=1e-7)


def test_the_test_keeps_its_level_and_sees_hazards_that_cross():
    """400 trials each: P is uniform where hazards are proportional, small where one arm's shape is another's."""
    luck, flat, crossed = np.random.default_rng(71), [], []
    arm = (np.arange(120) % 2).astype(int)
    for _ in range(400):
        end = luck.uniform(0.5, 3, 120)
        for shape, found in ((1.0, flat), (2.0, crossed)):
            time = luck.weibull(np.where(arm == 0, shape, 1.0))
            found.append(of_arms(FollowUp(np.minimum(time, end), (time < end).astype(int), arm, ("a", "b"))).p_value)
    assert stats.kstest(flat, "uniform").pvalue > 1e-3
    assert np.mean(np.array(crossed) < 0.05) > 0.8


def test_swapped_arms_give_the_same_answer_and_an_arm_without_events_none():
    one, other = of_arms(untied()), of_arms(untied().of_pair("b", "a"))
    assert other.chi_square == pytest.approx(one.chi_square, rel=1e-8)
    silent = follow_up([1, 2, 3, 4, 5, 6], [0, 0, 0, 1, 1, 0], list("aaabbb"))
    assert np.isnan(of_arms(silent).p_value)
