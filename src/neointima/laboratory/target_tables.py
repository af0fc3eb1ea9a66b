"""The printed tables of target trials on the shelf, and their audit."""

import csv

from neointima.analysis.reviewer_checks.audit import RowAudit, audit
from neointima.analysis.reviewer_checks.target_row import TargetRow, target_row
from neointima.library.shelf import LIBRARY


def target_rows() -> list[TargetRow]:
    """Every row, with what the table prints and what the primary report says."""
    with (LIBRARY / "target_tables" / "zotarolimus_guide.csv").open(encoding="utf-8", newline="") as file:
        return [target_row(line) for line in csv.DictReader(file)]


def audited() -> list[RowAudit]:
    """The audit of every row."""
    return audit(target_rows())
