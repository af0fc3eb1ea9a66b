"""Time to event against published tables and the reference case: curves, tests and ratios."""

import numpy as np
import pytest
from tests.analysis.reference_cases import Case

from neointima.analysis.time_to_event.cox import fit_cox
from neointima.analysis.time_to_event.follow_up import follow_up
from neointima.analysis.time_to_event.hazard_ratio import WALD, hazard_ratio
from neointima.analysis.time_to_event.kaplan_meier import at, kaplan_meier, median
from neointima.analysis.time_to_event.log_rank import log_rank
from neointima.analysis.time_to_event.restricted_mean import restricted_difference, restricted_mean

# Freireich et al., Blood 1963;21:699: weeks in remission of leukaemia, as printed in every textbook since.
TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], []


def remission():
    weeks, relapsed, arm = [], [], []
    for name, (events, censored) in (("mercaptopurine", TREATED), ("placebo", PLACEBO)):
        weeks += events + censored
        relapsed += [1] * len(events) + [0] * len(censored)
        arm += [name] * (len(events) + len(censored))
    return follow_up(weeks, relapsed, arm)


def test_the_curve_of_freireich_is_as_printed():
    """Kleinbaum and Klein 2012, table 2.1 of the book: survival to four places, Greenwood's errors to three."""
    curve = at(kaplan_meier(remission().of_arm("mercaptopurine")), np.array([6.0, 7, 10, 13, 16, 22, 23]))
    assert curve.value == pytest.approx([0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], abs=5e-5)
    assert curve.error == pytest.approx([0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=5e-5)


def test_the_medians_of_freireich_are_as_printed():
    medians = [median(kaplan_meier(remission().of_arm(arm))) for arm in ("mercaptopurine", "placebo")]
    assert [one.value for one in medians] == [23.0, 8.0]
    assert medians[0].upper == np.inf


def test_the_log_rank_of_freireich_is_as_printed():
    """χ² 16.79, expected 19.3 and 10.7."""
    found = log_rank(remission())
    assert found.chi_square == pytest.approx(16.793, abs=5e-4)
    assert found.expected == pytest.approx([19.25, 10.75], abs=5e-3)
    assert found.z < 0


def test_the_hazard_ratio_of_freireich_with_efron_ties_is_as_printed():
    """R survival prints 1.5721, 0.4124, LR 16.35 and score 17.25 for placebo over treatment."""
    found = hazard_ratio(remission(), "placebo", "mercaptopurine")
    assert (found.position, found.error) == pytest.approx((1.5721, 0.4124), abs=5e-5)
    assert found.method == WALD
    patients = remission()
    model = fit_cox(patients, (patients.arm == 1).astype(float)[:, None])
    assert model.likelihood_ratio()[0] == pytest.approx(16.35, abs=5e-3)
    assert model.score_test()[0] == pytest.approx(17.25, abs=5e-3)


def test_maintenance_of_remission_as_r_survival():
    case = Case("ST05")
    rows = case.table()
    patients = follow_up(
        [float(row["time"]) for row in rows], [int(row["status"]) for row in rows], [row["x"] for row in rows]
    )
    for arm in patients.names:
        steps = kaplan_meier(patients.of_arm(arm))
        times = np.array([9.0, 13, 23, 30, 45])
        curve = at(steps, times)
        for place, time in enumerate(times):
            names = ("S", "se_greenwood", "loglog_lo", "loglog_hi")
            for name, values in zip(names, curve[1:], strict=True):
                key = f"{arm}_t{time:g}_{name}"
                if np.isnan(values[place]):
                    case.said(key, "undefined")
                else:
                    case.check(key, values[place])
        case.check(f"median_{arm}", median(steps).value)
    found = log_rank(patients)
    case.check("logrank_chi2", found.chi_square)
    case.check("logrank_p", found.p_value)
    case.all_checked()


def drawn():
    """240 patients in three arms with many ties, two strata and a covariate, as R survival 3.5.3 was given them."""
    luck = np.random.default_rng(5)
    time = np.ceil(luck.exponential(10, 240) * 2) / 2
    cause = luck.choice([0, 1, 2], 240, p=[0.3, 0.4, 0.3])
    arm, stratum = luck.choice(list("abc"), 240), luck.integers(0, 2, 240)
    return follow_up(time, cause, list(arm), arms="abc"), stratum, luck.normal(size=240).round(3)


def test_a_stratified_cox_model_with_a_covariate_agrees_with_r_survival():
    """coxph(Surv(t, e) ~ I(g == 'a') + x + strata(s)): to the digits it printed."""
    patients, stratum, x = drawn()
    model = fit_cox(patients, np.column_stack([patients.arm == 0, x]).astype(float), stratum)
    assert model.coefficients == pytest.approx([-0.18596139, -0.00133164], abs=1e-8)
    assert np.sqrt(np.diag(model.covariance)) == pytest.approx([0.24661614, 0.10145187], abs=1e-8)
    assert model.at_rest


def test_a_stratified_log_rank_of_three_arms_agrees_with_r_survival():
    """survdiff(Surv(t, e) ~ g + strata(s))$chisq."""
    patients, stratum, _ = drawn()
    found = log_rank(patients, stratum)
    assert found.chi_square == pytest.approx(0.678798358, abs=1e-9)
    assert found.freedom == 2
    assert np.isnan(found.z)


def test_the_hazard_ratio_of_a_pair_agrees_with_r_survival():
    found = hazard_ratio(drawn()[0], "a", "b")
    assert (found.position, found.error) == pytest.approx((-0.230401, 0.268529), abs=1e-6)
    assert (found.lower, found.upper) == pytest.approx((0.469208, 1.34434), abs=1e-5)


def test_the_restricted_mean_agrees_with_r_survival():
    """print(survfit, rmean = 10): 9.0265, error 0.29407."""
    found = restricted_mean(drawn()[0].of_arm("a").cause_specific(), 10.0)
    assert (found.value, found.error) == pytest.approx((9.0265, 0.29407), abs=5e-5)


@pytest.mark.parametrize("which", ["log-rank", "hazard ratio", "restricted mean"])
def test_arms_swapped_give_the_mirrored_answer(which):
    patients = remission()
    one, other = patients.names
    if which == "log-rank":
        first, second = log_rank(patients.of_pair(one, other)), log_rank(patients.of_pair(other, one))
        assert first.z == pytest.approx(-second.z, rel=1e-12)
        assert first.chi_square == pytest.approx(second.chi_square, rel=1e-12)
    elif which == "hazard ratio":
        first, second = hazard_ratio(patients, one, other), hazard_ratio(patients, other, one)
        # Newton's method stops where the likelihood is flat to 1e-10, the coefficient then to its root.
        assert (first.lower, first.upper) == pytest.approx((1 / second.upper, 1 / second.lower), rel=1e-6)
        assert first.p_value == pytest.approx(second.p_value, rel=1e-5)
    else:
        first, second = (restricted_difference(patients, *pair, horizon=20.0) for pair in ((one, other), (other, one)))
        assert (first.value, first.lower, first.upper) == (-second.value, -second.upper, -second.lower)
        assert first.p_value == second.p_value
