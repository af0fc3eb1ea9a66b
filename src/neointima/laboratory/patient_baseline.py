"""Who the patients of each arm were when they were treated."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from neointima.laboratory import results
from neointima.laboratory.patient_tables import PATIENTS

MEASURED = {
    "reference_diameter_mm": "Reference diameter [mm]",
    "lesion_length_mm": "Lesion length [mm]",
    "stented_length_mm": "Stented length, all lesions [mm]",
    "lesions": "Lesions treated",
    "post_in_stent_mm": "Least lumen diameter in the stent after stenting, as read [mm]",
}
COUNTED = {"is_diabetic": "Diabetes"}


class Baseline(NamedTuple):
    """One line of the table: what it says of each arm, by name."""

    label: str
    said: dict[str, str]


def patient_baseline(folder: Path, study: dict[str, Any]) -> list[Baseline]:
    """Mean ± SD of what was measured, number and share of what was counted."""
    rows = results.table(folder, PATIENTS)
    own = {arm: [row for row in rows if row["arm"] == arm] for arm in study["arms"]}
    measured = [
        Baseline(label, {arm: _spread([float(row[column]) for row in rows]) for arm, rows in own.items()})
        for column, label in MEASURED.items()
    ]
    counted = [
        Baseline(label, {arm: _count([float(row[column]) for row in rows]) for arm, rows in own.items()})
        for column, label in COUNTED.items()
    ]
    return measured + counted


def _spread(values: list[float]) -> str:
    return f"{np.mean(values):.2f} ± {np.std(values, ddof=1):.2f}" if len(values) > 1 else f"{values[0]:.2f}"


def _count(values: list[float]) -> str:
    return f"{sum(values):.0f} ({100 * np.mean(values):.1f} %)"
