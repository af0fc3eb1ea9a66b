"""What each trial in patients found, in lines for a reader."""

from collections.abc import Iterator

import numpy as np

from neointima.library.clinical_outcomes import ClinicalOutcome, clinical_outcomes
from neointima.library.shelf import sources
from neointima.mistake import Mistake


def trials() -> list[str]:
    """Every trial on the shelf, in its order."""
    return list(dict.fromkeys(row.trial for row in clinical_outcomes()))


def trial_title(name: str) -> str:
    """The arms of a trial and how much of it there is."""
    rows = trial_rows(name)
    arms = ", ".join(dict.fromkeys(row.arm for row in rows))
    return f"{arms}; {len(rows)} figure{'s' if len(rows) > 1 else ''}, {_all_of(rows, 'split')}"


def trial_rows(name: str) -> list[ClinicalOutcome]:
    """All figures of one trial; a Mistake lists the trials."""
    rows = [row for row in clinical_outcomes() if row.trial == name]
    if not rows:
        raise Mistake(f"'{name}' is not among the clinical trials; choose one of {', '.join(trials())}")
    return rows


def trial_lines(name: str) -> Iterator[str]:
    """Reports, arms with their stents, and every figure with how it was seen."""
    rows = trial_rows(name)
    yield f"{name}: lesions {_all_of(rows, 'lesion').replace('_', ' ')}"
    for key in rows[0].reports:
        yield f"  {sources()[key]['citation']}"
    for row in {row.arm: row for row in rows}.values():
        yield f"{row.arm}: {row.device}; device {row.stent or 'not on the shelf'}, drug {row.drug or 'several'}"
    for row in rows:
        subset = f", {row.subset}" if row.subset else ""
        spread = f" ± {row.sd:g}" if np.isfinite(row.sd) else ""
        yield f"  day {row.day}  {row.endpoint}  {row.arm}{subset}: {row.value:g}{spread} {row.unit}{_patients(row)}"
        yield f"      {row.split}, {row.seen.replace('_', ' ')}{f'; {row.note}' if row.note else ''}"


def _all_of(rows: list[ClinicalOutcome], field: str) -> str:
    return " and ".join(dict.fromkeys(getattr(row, field) for row in rows))


def _patients(row: ClinicalOutcome) -> str:
    """Those behind the value where that is known, else those in the arm."""
    if np.isfinite(row.n_analysed):
        return f", n = {row.n_analysed:g}"
    return f", {row.n:g} in the arm" if np.isfinite(row.n) else ""
