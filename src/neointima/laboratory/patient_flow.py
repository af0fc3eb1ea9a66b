"""How many patients of a trial were randomised, filmed, and followed to the end."""

from pathlib import Path
from typing import Any, NamedTuple

from neointima.laboratory import results
from neointima.laboratory.patient_tables import EVENTS, PATIENTS

DEATH = "cardiac_death"
"""The endpoint whose follow-up ends with any death and with nothing else."""


class PatientFlow(NamedTuple):
    """Patients of one arm; ``not_filmed`` lived on the day of the film but did not return for it."""

    arm: str
    randomised: int
    died_before_film: int
    not_filmed: int
    filmed: int
    died: int
    followed: int


def patient_flow(folder: Path, study: dict[str, Any]) -> list[PatientFlow]:
    """The flow of each arm, from patients.csv and events.csv."""
    days, film_day = study["conditions"]["days"], study["conditions"].get("film_day", 0)
    death = death_days(folder, days)
    rows = results.table(folder, PATIENTS)
    return [_of_arm(arm, [row for row in rows if row["arm"] == arm], death, film_day=film_day) for arm in study["arms"]]


def death_days(folder: Path, days: float) -> dict[str, float]:
    """The day on which each patient who died did so, of whatever cause.

    Follow-up ends before the last day with a death alone.
    """
    rows = (row for row in results.table(folder, EVENTS) if row["endpoint"] == DEATH)
    found = {row["patient"]: (float(row["time_days"]), row["event"] == "1") for row in rows}
    return {patient: day for patient, (day, is_cardiac) in found.items() if is_cardiac or day < days}


def _of_arm(arm: str, rows: list[dict[str, str]], death: dict[str, float], *, film_day: float) -> PatientFlow:
    died = [row["patient"] for row in rows if row["patient"] in death]
    filmed = sum(bool(row["follow_up_in_stent_mm"]) for row in rows)
    before = sum(death[patient] <= film_day for patient in died)
    return PatientFlow(
        arm=arm,
        randomised=len(rows),
        died_before_film=before,
        not_filmed=len(rows) - before - filmed,
        filmed=filmed,
        died=len(died),
        followed=len(rows) - len(died),
    )
