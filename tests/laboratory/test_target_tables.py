"""The audit of the target tables comes out of the code: every verdict of the audit by hand, and the same numbers."""

import csv
from pathlib import Path

import pytest

from neointima.analysis.reviewer_checks.audit import Verdict
from neointima.laboratory.target_tables import audited, target_rows
from neointima.library.shelf import LIBRARY, sources

EVIDENCE = Path(__file__).parents[3] / "shared" / "evidence" / "target_tables.csv"
SHELF = LIBRARY / "target_tables" / "zotarolimus_guide.csv"
AUDIT = {found.label[:3]: found for found in audited()}
# The verdicts of the audit by hand.
VERDICTS = {
    "1.1": Verdict.PLAUSIBLE,
    "1.2": Verdict.PLAUSIBLE,
    "1.3": Verdict.PLAUSIBLE,
    "1.4": Verdict.MISLABELLED,
    "2.1": Verdict.RIGHT,
    "2.2": Verdict.MISLABELLED,
    "2.3": Verdict.RIGHT,
    "2.4": Verdict.RIGHT,
    "2.5": Verdict.MISLABELLED,
    "2.6": Verdict.MISLABELLED,
    "2.7": Verdict.MISLABELLED,
    "2.8": Verdict.PLAUSIBLE,
}
FAULTS = {
    "1.4": ["wrong comparator: printed bare or polymer-only stent, primary everolimus stent"],
    "2.2": ["printed as superiority, the trial tested non-inferiority", "not randomised"],
    "2.5": ["wrong day: printed 270, primary 240"],
    "2.6": ["wrong trial", "wrong day", "non-inferiority failed", "hides that SES was better"],
    "2.7": ["wrong unit: printed mm3, primary mm3/mm"],
}


@pytest.mark.parametrize("label", VERDICTS)
def test_every_row_has_the_verdict_of_the_audit_by_hand(label):
    found = AUDIT[label]
    assert found.verdict is VERDICTS[label]
    wanted = FAULTS.get(label, [])
    assert len(found.faults) == len(wanted)
    assert all(part in words for part, words in zip(wanted, found.faults, strict=True))


def test_every_row_is_audited():
    assert set(AUDIT) == set(VERDICTS)


def test_the_recomputed_p_of_the_audit_by_hand():
    """Non-inferiority of ENDEAVOR III 0.59 to 0.60, superiority 1e-6 or less; RESOLUTE US superiority 0.002 to 0.004."""
    assert round(AUDIT["2.6"].non_inferiority.value, 2) == 0.60
    assert AUDIT["2.6"].superiority.value < 1e-6
    assert 0.002 < AUDIT["2.2"].superiority.value < 0.004
    assert AUDIT["2.2"].non_inferiority.value < 1e-8
    assert round(AUDIT["2.1"].superiority.value, 2) == 0.93
    assert round(AUDIT["2.4"].superiority.value, 4) == 0.0001


def test_warnings_of_the_audit():
    """The denominator of 15.1 %, and the two numbers of RESTENT-ISR, which rounding still lets be one."""
    assert "15.1 % cannot come from n = 599" in AUDIT["2.4"].warnings[0]
    assert any("about 80 per arm, 2.7 RESTENT-ISR volume about 109" in words for words in AUDIT["2.8"].warnings)
    assert "another denominator" in AUDIT["2.3"].warnings[0]


def test_every_row_is_sourced():
    with SHELF.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["source"] for row in rows} <= set(sources())
    assert {row["seen"] for row in rows} <= {"read", "recalled", "guide_only"}


@pytest.mark.skipif(not EVIDENCE.exists(), reason="the tables of evidence are not beside this repository")
def test_the_shelf_has_the_numbers_of_the_evidence():
    with EVIDENCE.open(encoding="utf-8", newline="") as file:
        theirs = [
            (
                f"{row['guide_table']}.{row['row']}",
                float(row["mean_or_rate"]),
                float(row["sd"] or "nan"),
                row["followup_days"],
            )
            for row in csv.DictReader(file)
        ]
    ours = []
    for row in target_rows():
        for arm in (row.first, row.second):
            if arm is not None:
                value, sd = (
                    (arm.mean.value, arm.sd.value) if hasattr(arm, "mean") else (arm.percentage.value, float("nan"))
                )
                ours.append((row.label[:3], value, sd, row.primary.day))
    assert sorted(map(str, ours)) == sorted(map(str, theirs))
