"""The record of a fit: what was fitted to what, before and after, beside the library that it changed."""

from collections.abc import Iterable, Sequence
from typing import Any

from neointima.laboratory.folder import write_table
from neointima.library import shelf

COLUMNS = ("kind", "what", "before_or_published", "after", "tolerance")


def record(name: str, rows: Iterable[Sequence[Any]], columns: Sequence[str] = COLUMNS) -> None:
    """Write library/checks/``name``.csv and print the same, numbers to four figures."""
    kept = list(rows)
    write_table(shelf.LIBRARY / "checks" / f"{name}.csv", columns, kept)
    for row in kept:
        print(*(f"{part:.4g}" if isinstance(part, float) else part for part in row), sep="  ")
