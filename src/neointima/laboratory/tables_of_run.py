"""The tables of a run grow batch by batch, so that memory holds no more than the measured values."""

from array import array
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from neointima.laboratory.folder import growing_table
from neointima.laboratory.measure import MEASUREMENTS, Measured, measure
from neointima.laboratory.patient_tables import (
    EVENT_COLUMNS,
    EVENTS,
    PATIENT_COLUMNS,
    PATIENTS,
    event_rows,
    patient_rows,
)
from neointima.laboratory.plates import write_plates
from neointima.simulation.recording import Recording


def write_tables(out: Path, finished: Iterable[tuple[Any, Recording]], world: str) -> Measured:
    """Write what each batch gives as it comes; return the values by arm and endpoint, in the order of the cases."""
    measured: dict[tuple[str, str], array[float]] = {}
    with ExitStack() as stack:
        add = {"measurements": stack.enter_context(growing_table(out / "measurements.csv", MEASUREMENTS))}
        if world == "stented_patients":
            add["patients"] = stack.enter_context(growing_table(out / PATIENTS, PATIENT_COLUMNS))
            add["events"] = stack.enter_context(growing_table(out / EVENTS, EVENT_COLUMNS))
        for batch, recording in finished:
            rows = measure(batch, recording)
            add["measurements"](rows)
            for _, arm, endpoint, value, _ in rows:
                measured.setdefault((arm, endpoint), array("d")).append(value)
            if world == "stented_patients":
                add["patients"](patient_rows(batch, recording))
                add["events"](event_rows(batch, recording))
            if recording.world == "culture_dish":
                write_plates(out / "plates", batch, recording)
    return measured
