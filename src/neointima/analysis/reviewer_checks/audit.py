"""The audit of a table of trials: every row recomputed, and its verdict in words."""

from collections.abc import Sequence
from enum import StrEnum
from math import isnan
from typing import NamedTuple

from neointima.analysis.reviewer_checks import kind_of_test, percentage
from neointima.analysis.reviewer_checks.implied_size import ImpliedSize, implied_size
from neointima.analysis.reviewer_checks.recomputed_p import PrintedRate, Recomputed, non_inferiority, superiority
from neointima.analysis.reviewer_checks.target_row import NON_INFERIORITY, TargetRow


class Verdict(StrEnum):
    """What becomes of a row."""

    RIGHT = "right"
    PLAUSIBLE = "plausible: P fits, but the number of patients is not given"
    MISLABELLED = "values right, label wrong"
    WRONG = "the printed P does not follow from the printed numbers"


class RowAudit(NamedTuple):
    """A row's verdict, its ``faults`` and ``warnings``, and what was recomputed (None where there was nothing to)."""

    label: str
    verdict: Verdict
    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    superiority: Recomputed | None
    non_inferiority: Recomputed | None
    implied: ImpliedSize | None


def audit(rows: Sequence[TargetRow]) -> list[RowAudit]:
    """Each row alone, then rows of one study against each other for the numbers of patients that they imply."""
    found = [_row(row) for row in rows]
    for i, row in enumerate(rows):
        for j in range(i):
            one, other = found[i].implied, found[j].implied
            if one and other and rows[j].primary.study == row.primary.study and one.apart(other):
                meets = "rounding leaves room for one number" if one.meets(other) else "no one number fits both"
                words = f"implies about {one.nearest} per arm, {rows[j].label} about {other.nearest}; {meets}"
                found[i] = found[i]._replace(warnings=(*found[i].warnings, words))
    return found


def _row(row: TargetRow) -> RowAudit:
    difference, margin, implied = _recomputed(row)
    own = margin if row.primary.test == NON_INFERIORITY else difference
    contradicted = bool(row.p and own and not row.p.meets(own.lower, own.upper))
    faults = [*_labels(row), *kind_of_test.faults(row, difference, margin)]
    warnings = _warnings(row)
    if contradicted:
        verdict = Verdict.WRONG
    elif faults:
        verdict = Verdict.MISLABELLED
    else:
        verdict = Verdict.PLAUSIBLE if implied else Verdict.RIGHT
    return RowAudit(row.label, verdict, tuple(faults), tuple(warnings), difference, margin, implied)


def _recomputed(row: TargetRow) -> tuple[Recomputed | None, Recomputed | None, ImpliedSize | None]:
    if row.second is None:
        return None, None, None
    if isnan(row.first.n):
        return None, None, implied_size(row.first, row.second, row.p) if row.p else None
    difference = superiority(row.first, row.second)
    if isnan(row.margin):
        return difference, None, None
    return difference, non_inferiority(row.first, row.second, margin=row.margin, direction=row.direction), None


def _labels(row: TargetRow) -> list[str]:
    """Where the table and the primary report name different things."""
    pairs = {"trial": "study", "comparator": "comparator", "day": "day", "unit": "unit"}
    accounts = [(word, getattr(row.table, key), getattr(row.primary, key)) for word, key in pairs.items()]
    return [f"wrong {word}: printed {ours}, primary {theirs}" for word, ours, theirs in accounts if ours != theirs]


def _warnings(row: TargetRow) -> list[str]:
    arms = [arm for arm in (row.first, row.second) if isinstance(arm, PrintedRate) and not isnan(arm.n)]
    said = [percentage.sentence(arm.percentage, round(arm.n)) for arm in arms]
    return [words for words in (*said, row.note) if words]
