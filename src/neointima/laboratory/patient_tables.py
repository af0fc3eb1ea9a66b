"""Patients of a trial as rows: who they were, what their films showed, and when what happened."""

from typing import Any

import numpy as np

from neointima import menu
from neointima.numerics.schedule import DAY
from neointima.quantities.kinds import Array
from neointima.simulation.patient_events import DEATHS, first_of
from neointima.simulation.recording import Recording

PATIENTS, EVENTS = "patients.csv", "events.csv"
COLUMNS = {
    "reference_diameter_mm": ("reference_diameter", 1e3),
    "lesion_length_mm": ("lesion_length", 1e3),
    "stented_length_mm": ("stented_length", 1e3),
    "lesions": ("lesions", 1),
    "is_diabetic": ("is_diabetic", 1),
    "post_in_stent_mm": ("post_in_stent", 1e3),
    "post_in_segment_mm": ("post_in_segment", 1e3),
    "follow_up_in_stent_mm": ("follow_up_in_stent", 1e3),
    "follow_up_in_segment_mm": ("follow_up_in_segment", 1e3),
    "follow_up_reference_mm": ("follow_up_reference", 1e3),
    "neointimal_volume_mm3": ("neointimal_volume", 1e9),
    "stent_volume_mm3": ("stent_volume", 1e9),
}
PATIENT_COLUMNS = ("patient", "arm", *COLUMNS)
EVENT_COLUMNS = ("patient", "arm", "endpoint", "time_days", "event")
Row = tuple[Any, ...]


def patient_rows(batch: Any, recording: Recording) -> list[Row]:
    """One row a patient."""
    columns = [recording.values[name] * factor for name, factor in COLUMNS.values()]
    who = [(f"{batch.recipe.arm}_{patient:04d}", batch.recipe.arm) for patient in batch.animals]
    return [
        (*names, *(float(f"{one:.6g}") for one in row))
        for names, row in zip(who, zip(*columns, strict=True), strict=True)
    ]


def event_rows(batch: Any, recording: Recording) -> list[Row]:
    """One row for each patient and endpoint that is an event: when it came, or how long he was followed without it.

    A patient who dies of what does not count is followed until then.
    """
    death = np.minimum.reduce([recording.values[name] for name in DEATHS])
    until = np.minimum(death, recording.values["end"])
    rows: list[Row] = []
    for name in event_endpoints():
        times: Array = first_of(recording, *menu.choose("endpoints", name)().events)
        had = np.isfinite(times)
        days = np.where(had, times, until) / DAY
        rows += [
            (f"{batch.recipe.arm}_{patient:04d}", batch.recipe.arm, name, round(float(day), 3), int(event))
            for patient, day, event in zip(batch.animals, days, had, strict=True)
        ]
    return rows


def event_endpoints() -> list[str]:
    """Endpoints that are events of patients."""
    return [name for name in menu.choices("endpoints") if hasattr(menu.choose("endpoints", name), "events")]
