"""Reference cases with peers' answers: read from the folder beside the project, and skipped where it is absent."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

CASES = Path(__file__).parents[3] / "shared" / "cases"


class Case:
    """One case: its inputs, and what each named value must agree with."""

    def __init__(self, name):
        found = sorted(CASES.glob(f"{name}_*"))
        if not found:
            pytest.skip(f"reference case {name} is not beside this checkout")
        self.folder = found[0]
        self.about = json.loads((self.folder / "case.json").read_text())
        with (self.folder / "expected.csv").open() as file:
            self.expected = {row["name"]: row for row in csv.DictReader(file)}
        self.checked = set()

    def table(self, name="data.csv"):
        with (self.folder / "inputs" / name).open() as file:
            return list(csv.DictReader(file))

    def columns(self, *names):
        rows = self.table()
        return tuple(np.array([float(row[name]) for row in rows]) for name in names)

    def miss(self, name, value):
        """How far ``value`` is from what is expected, in units of the larger tolerance; at most 1 passes."""
        row = self.expected[name]
        wanted = float(row["value"])
        allowed = max(float(row["tol_rel"] or 0) * abs(wanted), float(row["tol_abs"] or 0))
        self.checked.add(name)
        return abs(value - wanted) / allowed if allowed else float(value != wanted)

    def check(self, name, value):
        assert self.miss(name, value) <= 1, f"{name}: {value}, expected {self.expected[name]['value']}"

    def said(self, name, text):
        """A value that is a word asks for that word."""
        self.checked.add(name)
        assert self.expected[name]["value"] == text

    def all_checked(self, *left_out):
        assert set(self.expected) - self.checked == set(left_out)
