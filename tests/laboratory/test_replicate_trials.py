"""Where a next trial would come out: between what is possible, and P with the estimate that it belongs to."""

import numpy as np
import pytest

from neointima.laboratory import replicate_trials
from neointima.laboratory.between_trials import BetweenTrials
from neointima.laboratory.replicate_trials import replicated
from neointima.laboratory.study import load

ALIKE = BetweenTrials(late_loss=0.0, log_odds=0.0, relative=0.0)
APART = BetweenTrials(late_loss=0.0, log_odds=0.6, relative=0.0)


def events(count, patients=600):
    return 100.0 * (np.arange(patients) < count)


def compared(studies, name, endpoint, test):
    study, _ = load(studies / f"{name}.toml")
    return study, next(one for one in study.compare if (one.endpoint, one.test) == (endpoint, test))


def row(studies, name, endpoint, test, *counts):
    """The row of a comparison whose arms had these counts of events."""
    study, comparison = compared(studies, name, endpoint, test)
    measured = {(arm, endpoint): events(count) for arm, count in zip(comparison.arms, counts, strict=True)}
    return replicated(study, study.conditions, comparison, measured=measured)


@pytest.mark.parametrize("count", [0, 1, 3, 597, 600])
def test_no_next_trial_has_a_rate_below_none_or_beyond_all(count, studies):
    found = row(studies, "trial_endeavor_2_270_days", "stent_thrombosis", "arm_rate", count)
    assert 0 <= found.lower <= found.estimate <= found.upper <= 100


def test_nothing_seen_stays_nothing(studies):
    found = row(studies, "trial_endeavor_2_270_days", "stent_thrombosis", "arm_rate", 0)
    assert (found.lower, found.estimate, found.upper) == (0, 0, 0)


def test_one_arm_differs_from_the_next_trial_by_more_than_chance(studies, monkeypatch):
    """A share of 10 % of 598: an SD of 1.2 points by chance, of 2.7 with 0.27 on the log-odds; a fifth is left for 1000."""
    found = row(studies, "trial_endeavor_2_270_days", "target_vessel_failure", "arm_rate", 60)
    assert (found.upper - found.lower) / 3.92 == pytest.approx(2.7, rel=0.2)
    monkeypatch.setattr(replicate_trials, "between_trials", lambda: ALIKE)
    alike = row(studies, "trial_endeavor_2_270_days", "target_vessel_failure", "arm_rate", 60)
    assert (alike.upper - alike.lower) / 3.92 == pytest.approx(1.2, rel=0.2)


def test_what_moves_a_historical_comparison_moves_its_verdict(studies, monkeypatch):
    """Two shares of 5 % are not inferior by 3.3 points in nearly every trial by chance, and less surely if trials differ."""
    where = studies, "trial_resolute_us_365_days", "target_lesion_failure", "non_inferior_rate"
    probability = []
    for apart in (ALIKE, APART):
        monkeypatch.setattr(replicate_trials, "between_trials", lambda apart=apart: apart)
        probability.append(row(*where, 30, 30).probability)
    assert probability[0] > 0.9
    assert probability[1] < probability[0] - 0.2


def test_randomised_arms_move_together_and_so_not_at_all(studies, monkeypatch):
    where = studies, "trial_endeavor_2_270_days", "target_vessel_failure", "rate_difference"
    found = row(*where, 50, 90)
    monkeypatch.setattr(replicate_trials, "between_trials", lambda: APART)
    assert row(*where, 50, 90) == found
