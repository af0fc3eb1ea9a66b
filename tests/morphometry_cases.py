"""Worked cases of morphometry that lie beside the repository; tests that need them are skipped where they do not."""

import csv
from pathlib import Path

import pytest

CASES = Path(__file__).parents[1].parent / "shared" / "cases"


def case(name):
    """Folder of the inputs, and the expected values by name."""
    folder = CASES / name
    if not folder.exists():
        pytest.skip("the cases lie beside the repository")
    with (folder / "expected.csv").open() as file:
        return folder / "inputs", {row["name"]: float(row["value"]) for row in csv.DictReader(file)}
