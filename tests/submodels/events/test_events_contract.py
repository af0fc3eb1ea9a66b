"""Events come as often and when their laws say."""

import numpy as np
import pytest

from neointima.submodels.events.background import PROCEDURE, YEAR, Background, Lots, waiting
from neointima.submodels.events.reintervention import Reintervention
from neointima.submodels.events.stent_thrombosis import MONTH, StentThrombosis

DAY = 86400.0
MANY = 50_000


@pytest.fixture
def reintervention():
    return Reintervention(
        tolerated=np.array(60.0),
        tolerated_scale=np.array(10.0),
        symptom_delay=np.array(30 * DAY),
        lowered_by_film=np.array(8.0),
    )


def test_half_are_treated_at_the_tolerated_stenosis(reintervention):
    """And 73 % ten percent above it, 1 / (1 + e⁻¹)."""
    limit = reintervention.limit(np.array([0.5, 1 / (1 + np.exp(-1))]))
    np.testing.assert_allclose(limit, [60.0, 70.0])


def test_treatment_follows_the_day_the_limit_is_passed(reintervention):
    times = np.array([0.0, 100.0, 200.0]) * DAY
    stenosis = np.array([[10.0, 40.0, 80.0], [10.0, 40.0, 80.0], [10.0, 20.0, 30.0]])
    found = reintervention.time(stenosis, times, limit=np.array([70.0, 30.0, 70.0]), delay_lot=np.zeros(3))
    np.testing.assert_allclose(found, [200 * DAY, 100 * DAY, np.inf])


def test_delays_have_their_mean(reintervention):
    """Four standard errors of 50,000 exponential delays are 1.8 %."""
    lots = np.random.default_rng(1).random(MANY)
    stenosis = np.full((MANY, 1), 99.0)
    found = reintervention.time(stenosis, np.array([0.0]), limit=np.full(MANY, 50.0), delay_lot=lots)
    assert found.mean() == pytest.approx(30 * DAY, rel=0.018)


def test_a_film_leads_to_treatment_earlier_but_never_below_half(reintervention):
    shown = np.array([65.0, 53.0, 49.0, 51.0])
    found = reintervention.after_film(shown, 5.0, limit=np.array([70.0, 70.0, 40.0, 55.0]))
    np.testing.assert_allclose(found, [5.0, np.inf, np.inf, 5.0])


@pytest.mark.parametrize(("hazard", "later", "until"), [(0.02, 0.02, 1.0), (0.02, 0.01, 3.0), (0.05, 0.0, 9.0)])
def test_waiting_times_have_their_hazards(hazard, later, until):
    """The share by a day is 1 − exp(−∫ hazard), exactly at the lot that equals it."""
    borne = hazard * min(until, 1.0) + later * max(until - 1.0, 0.0)
    lot = -np.expm1(-borne)
    rates = np.array(hazard / YEAR), np.array(later / YEAR)
    assert float(waiting(np.array(lot * (1 - 1e-9)), *rates)) <= until * YEAR * (1 + 1e-6)
    assert float(waiting(np.array(lot * (1 + 1e-9)), *rates)) >= min(until, 1.0 if later == 0 else until) * YEAR


def test_what_has_no_hazard_never_comes():
    assert np.all(np.isinf(waiting(np.random.default_rng(0).random(100), np.array(0.0))))


def test_infarction_with_the_procedure_is_a_share_of_patients():
    """2 % of 50,000: 0.25 points are four standard errors."""
    none = np.array(0.0)
    background = Background(
        cardiac_death=none,
        cardiac_death_later=none,
        other_death=none,
        procedure_infarction=np.array(0.02),
        target_vessel_infarction=none,
        target_vessel_infarction_later=none,
        other_infarction=none,
        remote=none,
        remote_later=none,
        new_disease_later=none,
    )
    found = background.happen(Lots(*np.random.default_rng(2).random((7, MANY))))
    assert np.mean(found.target_vessel_infarction == PROCEDURE) == pytest.approx(0.02, abs=0.0025)
    assert np.all(np.isinf(found.cardiac_death))


@pytest.fixture
def thrombosis():
    return StentThrombosis(
        first_month=np.array(0.01),
        later=np.array(0.02 / YEAR),
        uncovered_limit=np.array(0.3),
        uncovered_ratio=np.array(9.0),
        fatal=np.array(0.3),
        infarction=np.array(0.75),
    )


@pytest.mark.parametrize(("bare", "ratio"), [(0.1, 1.0), (0.5, 9.0)])
def test_uncovered_struts_raise_late_thrombosis(thrombosis, bare, ratio):
    """Share by a year after the first month: 1 − exp(−hazard); four standard errors of 50,000 are 0.7 points at most."""
    times = np.linspace(0, 1, 74) * (YEAR + MONTH)
    lots = np.random.default_rng(6).random((MANY, 4))
    found = thrombosis.happen(np.full((MANY, times.size), bare), times, lots)
    early = found.time <= MONTH
    assert early.mean() == pytest.approx(0.01, abs=0.002)
    late = np.isfinite(found.time[~early]).mean()
    assert late == pytest.approx(-np.expm1(-0.02 * ratio), abs=0.007)


def test_thromboses_kill_or_make_infarctions_as_often_as_said(thrombosis):
    times = np.array([0.0, YEAR])
    found = thrombosis.happen(np.zeros((MANY, 2)), times, np.random.default_rng(7).random((MANY, 4)))
    assert found.is_fatal.mean() == pytest.approx(0.3, abs=0.01)
    assert found.is_infarction.mean() == pytest.approx(0.7 * 0.75, abs=0.01)
    assert not np.any(found.is_fatal & found.is_infarction)
