"""Every number a study used, with unit, source, grade and spread."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from neointima.laboratory.folder import write_same_table
from neointima.library.shelf import sources

COLUMNS = (
    "arms",
    "parameter",
    "value",
    "unit",
    "source",
    "grade",
    "seen",
    "spread",
    "varied",
    "note",
    "place",
    "citation",
)


def write_ledger(path: Path, recipes: Mapping[str, Any], varied: Mapping[str, str]) -> None:
    """One row a number; arms that share it share the row."""
    rows: dict[tuple[object, ...], list[str]] = {}
    for arm, own in recipes.items():
        for key, number in own.numbers.items():
            value = (
                " ".join(f"{part:.10g}" for part in number.value) if isinstance(number.value, list) else number.value
            )
            citation = sources()[number.source]["citation"] if number.source else ""
            row = (key, value, number.unit, number.source, number.grade, number.seen, float(number.spread))
            rows.setdefault((*row, "yes" if key in varied else "", number.note, number.place, citation), []).append(arm)
    write_same_table(
        path, COLUMNS, [(" ".join(arms), *row) for row, arms in sorted(rows.items(), key=lambda item: str(item[0]))]
    )
