"""Trials of the network of stents: complete, cited, and the same as in the evidence where that is at hand."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from neointima.library.late_loss_trials import (
    _outcome,
    late_loss_trials,
    left_out,
    patients_counted,
    usual_share_imaged,
)
from neointima.library.shelf import sources
from neointima.mistake import Mistake

SHARED = Path(__file__).parents[2].parent / "shared" / "evidence" / "clinical.csv"
ARMS = late_loss_trials()
# Cohorts randomised apart have names of their own.
COHORTS = {"SIRTAX": "SIRTAX / SIRTAX-LATE"} | {
    f"{name} {part}": name
    for name, parts in {"TAXUS II": ("cohort I", "cohort II"), "NOBORI 1": ("phase 1", "phase 2")}.items()
    for part in parts
}


def test_every_trial_compares_stents_at_one_time_and_is_wholly_calibration_or_validation():
    for name in {arm.trial for arm in ARMS}:
        own = [arm for arm in ARMS if arm.trial == name]
        assert len({arm.stent for arm in own}) == len(own) >= 2
        assert len({(arm.day, arm.split, arm.source) for arm in own}) == 1


def test_every_arm_is_complete_and_cited():
    for arm in ARMS:
        assert 120 <= arm.day <= 400
        assert arm.sd > 0
        assert arm.seen in ("read", "recalled")
        assert arm.split in ("calibration", "validation")
        assert arm.source in sources()
        assert not arm.imaged > arm.n


def test_the_drug_belongs_to_the_stent():
    """Every node has one drug, and bare metal none."""
    drugs = {(arm.stent, arm.drug) for arm in ARMS}
    assert max(Counter(stent for stent, _ in drugs).values()) == 1
    assert {stent for stent, drug in drugs if drug == "none"} == {"bare metal"}


@pytest.mark.parametrize(
    ("trial", "arm"), [("PRISON III", "SES phase 1"), ("RAVEL", "PES")], ids=["another lesion", "no such arm"]
)
def test_an_arm_without_a_figure_for_de_novo_lesions_is_refused(trial, arm):
    with pytest.raises(Mistake, match=f"{trial} › {arm}: no in_stent_late_lumen_loss of de novo lesions"):
        _outcome(trial, arm, 240 if trial == "PRISON III" else 180)


def test_patients_counted_are_those_imaged_else_a_share_of_those_randomised():
    known = next(arm for arm in ARMS if arm.trial == "C-SIRIUS")
    unknown = next(arm for arm in ARMS if arm.trial == "LEADERS")
    assert patients_counted(known, 0.5) == 44
    assert patients_counted(unknown, 0.5) == unknown.n / 2
    assert 0.6 < usual_share_imaged() < 0.9
    with pytest.raises(Mistake, match="above 0 and up to 1"):
        patients_counted(unknown, 0.0)


@pytest.mark.skipif(not SHARED.exists(), reason="the tables of evidence are not beside this repository")
class TestAgainstTheEvidence:
    def rows(self):
        with SHARED.open(encoding="utf-8", newline="") as file:
            return [row for row in csv.DictReader(file) if row["endpoint"] == "LLL_in_stent"]

    def test_every_arm_is_a_row_of_the_evidence(self):
        known = {
            (
                *(row[key] for key in ("trial", "device", "split", "source_status")),
                *(int(float(row[key])) for key in ("followup_days", "n")),
                *(float(row[key]) for key in ("value", "sd")),
            )
            for row in self.rows()
            if row["sd"] and row["n"]
        }
        for arm in ARMS:
            name = COHORTS.get(arm.trial, arm.trial)
            row = (name, arm.device, arm.split, arm.seen, arm.day, arm.n, arm.mean, arm.sd)
            assert row in known

    def test_numbers_imaged_are_those_of_the_evidence_where_it_has_them(self):
        printed = {
            (row["trial"], row["device"], int(float(row["followup_days"]))): float(row["n_analysed"])
            for row in self.rows()
            if row["n_analysed"]
        }
        for arm in ARMS:
            key = (COHORTS.get(arm.trial, arm.trial), arm.device, arm.day)
            if key in printed:
                assert arm.imaged == printed[key]

    def test_every_trial_of_the_evidence_is_used_or_left_out_with_a_reason(self):
        used = {COHORTS.get(arm.trial, arm.trial) for arm in ARMS}
        assert used | set(left_out()) == {row["trial"] for row in self.rows()}
        assert not used & set(left_out())
        assert np.all(list(left_out().values()))
