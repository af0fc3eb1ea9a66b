"""Meta-analysis against a published one and against metafor."""

import csv
from pathlib import Path

import numpy as np
import pytest
from tests.analysis.reference_cases import Case

from neointima.analysis.pooling.between_trials import dersimonian_laird, paule_mandel, reml
from neointima.analysis.pooling.counts import log_odds_ratio, log_risk_ratio, risk_difference, two_by_two
from neointima.analysis.pooling.egger import egger
from neointima.analysis.pooling.heterogeneity import heterogeneity
from neointima.analysis.pooling.mantel_haenszel import (
    mantel_haenszel_odds_ratio,
    mantel_haenszel_risk_difference,
    mantel_haenszel_risk_ratio,
)
from neointima.analysis.pooling.peto import peto
from neointima.analysis.pooling.pooled import fixed, knapp_hartung, random
from neointima.analysis.pooling.prediction import prediction

DATA = Path(__file__).parents[1] / "data"


def bcg():
    with (DATA / "bcg_trials.csv").open() as file:
        rows = list(csv.DictReader(file))
    a, b, c, d = (
        np.array([float(row[key]) for row in rows])
        for key in ("vaccinated_cases", "vaccinated_free", "control_cases", "control_free")
    )
    names = [row["trial"] for row in rows]
    return two_by_two(names, events_first=a, n_first=a + b, events_second=c, n_second=c + d)


def test_the_vaccine_halves_tuberculosis_as_published():
    """Colditz 1994: risk ratio 0.49 (0.34 to 0.70) by DerSimonian and Laird, two decimals."""
    effects = log_risk_ratio(bcg())
    found = random(effects, dersimonian_laird(effects))
    assert [round(float(np.exp(value)), 2) for value in found[:1] + found[2:4]] == [0.49, 0.34, 0.70]


def test_restricted_likelihood_is_as_the_documentation_of_metafor_prints():
    """−0.7145 (0.1798), τ² 0.3132, I² 92.22, Q 152.23; Egger's t −1.40, P 0.19."""
    effects = log_risk_ratio(bcg())
    found = random(effects, reml(effects))
    assert (found.value, found.error, found.tau_squared) == pytest.approx((-0.7145, 0.1798, 0.3132), abs=5e-5)
    assert 100 * heterogeneity(effects, found.tau_squared).i_squared == pytest.approx(92.22, abs=5e-3)
    assert heterogeneity(effects, 0.0).q == pytest.approx(152.233, abs=5e-4)
    assert (egger(effects).t, egger(effects).p_value) == pytest.approx((-1.4013, 0.1887), abs=5e-5)


def test_the_interval_of_tau_squared_is_that_of_metafor():
    """confint: 0.1197 to 1.1115; its own search stops within 1e-4."""
    effects = log_risk_ratio(bcg())
    found = heterogeneity(effects, reml(effects))
    assert (found.tau_squared_lower, found.tau_squared_upper) == pytest.approx((0.1197, 1.1115), abs=1e-4)


def test_bcg_as_metafor():
    case = Case("ST07")
    tables = bcg()
    effects = log_risk_ratio(tables)
    tau = {"DL": dersimonian_laird(effects), "REML": reml(effects), "PM": paule_mandel(effects)}
    found = {"FE": fixed(effects), "REML_HK": knapp_hartung(effects, tau["REML"])}
    found |= {name: random(effects, value) for name, value in tau.items()}
    for name, one in found.items():
        for key, value in (
            ("logRR", one.value),
            ("se", one.error),
            ("ci_lo", one.lower),
            ("ci_hi", one.upper),
            ("tau2", one.tau_squared),
        ):
            case.check(f"{name}_{key}", value)
    case.check("Q", heterogeneity(effects, 0.0).q)
    for name in ("REML", "DL"):
        case.check(f"{name}_I2_percent", 100 * heterogeneity(effects, tau[name]).i_squared)
    for name, key in (("REML", "REML"), ("HK", "REML_HK")):
        for end, value in zip(("lo", "hi"), prediction(found[key]), strict=True):
            case.check(f"{name}_PI_{end}", value)
    case.check("MH_logRR", mantel_haenszel_risk_ratio(tables).value)
    case.check("MH_se", mantel_haenszel_risk_ratio(tables).error)
    case.check("MH_RD", mantel_haenszel_risk_difference(tables).value)
    case.check("Peto_logOR", peto(tables).value)
    case.check("Peto_se", peto(tables).error)
    case.all_checked()


def test_the_copied_counts_are_those_of_the_case():
    case = Case("ST07")
    tables = bcg()
    for key, column in zip(("tpos", "tneg", "cpos", "cneg"), tables.cells(), strict=True):
        assert list(case.columns(key)[0]) == list(column)


def sparse():
    """Four small trials: one arm empty of events, the other, both, neither."""
    return two_by_two(
        list("abcd"),
        events_first=np.array([0, 3, 0, 5]),
        n_first=np.array([20, 30, 40, 50]),
        events_second=np.array([4, 0, 0, 9]),
        n_second=np.array([20, 31, 39, 50]),
    )


# metafor 3.8-1: escalc(to = "only0", drop00 = TRUE for ratios), rma (REML stops within 1e-5 of tau²).
METAFOR = {
    log_risk_ratio: ([-2.1972, 1.9777, -0.5878], [2.1270, 2.2222, 0.2711], -0.372602628, 0.917057653),
    log_odds_ratio: ([-2.4143, 2.0817, -0.6809], [2.3316, 2.3538, 0.3577], -0.417788827, 1.051137437),
    risk_difference: ([-0.1905, 0.0973, -0.0003, -0.08], [0.0091, 0.0037, 0.0006, 0.0048], -0.02549132, 0.05134157),
}


@pytest.mark.parametrize("measure", METAFOR, ids=lambda measure: measure.__name__)
def test_trials_with_zero_cells_are_filled_or_left_out_as_in_metafor(measure):
    values, variances, pooled, error = METAFOR[measure]
    effects = measure(sparse())
    assert effects.value == pytest.approx(values, abs=5e-5)
    assert effects.variance == pytest.approx(variances, abs=5e-5)
    found = random(effects, reml(effects))
    assert (found.value, found.error) == pytest.approx((pooled, error), abs=1e-5)
    is_ratio = measure is not risk_difference
    assert effects.left_out == (("c",) if is_ratio else ())
    assert effects.corrected == (("a", "b") if is_ratio else ("a", "b", "c"))


# rma.mh(correct = FALSE) and rma.peto. metafor's error of the risk difference is another estimate (Sato 1989: 0.03120).
@pytest.mark.parametrize(
    ("method", "value", "error"),
    [
        (mantel_haenszel_risk_ratio, -0.479379093840327, 0.428345285351692),
        (mantel_haenszel_odds_ratio, -0.526207741927286, 0.468170964881596),
        (mantel_haenszel_risk_difference, -0.035366667160794, 0.0301974),
        (peto, -0.527998883, 0.461841490),
    ],
)
def test_counts_pooled_without_filling_agree_with_metafor(method, value, error):
    found = method(sparse())
    assert (found.value, found.error) == pytest.approx((value, error), abs=1e-7)
