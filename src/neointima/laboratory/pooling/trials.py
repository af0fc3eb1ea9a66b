"""A table of trials: one line a trial with both arms side by side, or one line an arm."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from neointima.instruments import spreadsheet
from neointima.instruments.sheet import words
from neointima.laboratory.trial.trial_table import TrialTable, named_twice, trial_table
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

ARMS = ("first", "second")
SUFFIXES = {
    "1": 0, "first": 0, "treated": 0, "treatment": 0, "experimental": 0, "tested": 0, "active": 0, "t": 0, "e": 0,
    "2": 1, "second": 1, "control": 1, "comparator": 1, "reference": 1, "c": 1,
}  # fmt: skip
FIELDS = ("events", "n", "mean", "sd")
# As metafor names its columns: counts with and without the event.
CELLS = {"tpos": ("events", 0), "cpos": ("events", 1), "tneg": ("without", 0), "cneg": ("without", 1)}
CELLS |= {"ai": ("events", 0), "ci": ("events", 1), "bi": ("without", 0), "di": ("without", 1)}
CELLS |= {
    "n1i": ("n", 0),
    "n2i": ("n", 1),
    "m1i": ("mean", 0),
    "m2i": ("mean", 1),
    "sd1i": ("sd", 0),
    "sd2i": ("sd", 1),
}
NAMES = ("trial", "author", "year")
HEADER_LINES, MOST_TRIALS, LONGEST = 50, 2_000, 60


class Trials(NamedTuple):
    """``columns`` of numbers by field and arm (0 first, 1 second), one entry a trial; ``arms`` are their names."""

    names: tuple[str, ...]
    columns: dict[tuple[str, int], Array]
    arms: tuple[str, str]
    notes: tuple[str, ...]

    def has(self, *fields: str) -> bool:
        """Whether both arms have all these."""
        return all((field, arm) in self.columns for field in fields for arm in (0, 1))


def trials(path: Path) -> Trials:
    """The checked trials of a file, whichever way they are written."""
    found = _side_by_side(path)
    if found is None:
        of = trial_table(path)
        if not of.has("trial", "arm"):
            raise Mistake(
                f"{of.place}: name the columns trial, events_1, n_1, events_2, n_2 (or mean_1, sd_1, n_1, mean_2, "
                "sd_2, n_2), or give one line an arm with trial, arm and events, n or mean, sd, n"
            )
        found = _line_an_arm(of)
    if twice := named_twice(found.names):
        raise Mistake(f"{path.name}: trial '{twice}' is here twice; name cohorts apart, such as '{twice} A'")
    if len(found.names) > MOST_TRIALS:
        raise Mistake(f"{path.name}: {len(found.names)} trials, at most {MOST_TRIALS} are pooled")
    return found


def _side_by_side(path: Path) -> Trials | None:
    """A trial in each line; None where no header names counts or means of two arms."""
    for sheet in spreadsheet.cells(path):
        for start, row in enumerate(sheet.rows[:HEADER_LINES]):
            places = _places([words(cell) for cell in row])
            if not any({(field, 0), (field, 1)} <= places.keys() for field in ("events", "mean")):
                continue
            below = enumerate(sheet.rows[start + 1 :], start + 2)
            lines = tuple((line, cells) for line, cells in below if any(cell is not None for cell in cells))
            if not lines:
                raise Mistake(f"{path.name}: nothing stands under the header; add the trials")
            columns = {_key(*key): place for key, place in places.items()}
            return _read(TrialTable(path.name, columns, {}, (), lines, sheet.notes))
    return None


def _read(table: TrialTable) -> Trials:
    keys = [(field, arm) for field in (*FIELDS, "without") for arm in (0, 1) if table.has(_key(field, arm))]
    columns = {key: table.numbers(_key(*key)) for key in keys}
    for arm in (0, 1):
        if ("without", arm) in columns and ("n", arm) not in columns:
            columns["n", arm] = columns["events", arm] + columns["without", arm]
    return Trials(tuple(_names(table)), columns, ARMS, table.notes)


def _key(field: str, arm: int) -> str:
    return field if field in NAMES else f"{field}_{arm + 1}"


def _names(table: TrialTable) -> list[str]:
    """Author and year, or the trial; the trial's number where an author comes again."""
    if not table.has("author") and not table.has("trial"):
        return [f"trial {row + 1}" for row in range(len(table.lines))]
    numbers = table.names("trial") if table.has("trial") else []
    if not table.has("author"):
        return [f"trial {name}" if name.isdigit() else name for name in numbers]
    names = table.names("author")
    if table.has("year"):
        names = [f"{name} {year}" for name, year in zip(names, table.names("year"), strict=True)]
    if not numbers:
        return names
    return [f"{name} ({own})" if names.count(name) > 1 else name for name, own in zip(names, numbers, strict=True)]


def _places(headings: Sequence[str]) -> dict[tuple[str, int], int]:
    """Where each field of each arm stands."""
    found: dict[tuple[str, int], int] = {}
    for place, heading in enumerate(headings):
        key = re.sub(r"[^a-z0-9]+", "_", heading[:LONGEST].lower()).strip("_")
        field, _, suffix = key.partition("_")
        if key in CELLS:
            found.setdefault(CELLS[key], place)
        elif field in FIELDS and suffix in SUFFIXES:
            found.setdefault((field, SUFFIXES[suffix]), place)
        elif key in NAMES or key == "study":
            found.setdefault(("trial" if key == "study" else key, 0), place)
    return found


def _line_an_arm(of: TrialTable) -> Trials:
    """Two lines a trial; the arm named first in the file is the first."""
    names, arms = of.names("trial"), of.names("arm")
    known = list(dict.fromkeys(arms))
    if len(known) != 2:
        raise Mistake(f"{of.place}: the arms are {', '.join(known[:8])}; a pairwise meta-analysis takes two")
    fields = [field for field in FIELDS if of.has(field)]
    rows: dict[str, dict[str, int]] = {}
    for row, (name, arm) in enumerate(zip(names, arms, strict=True)):
        if arm in rows.setdefault(name, {}):
            raise Mistake(f"{of.where(row)}: trial '{name}' has arm '{arm}' twice; name cohorts apart")
        rows[name][arm] = row
    for name, own in rows.items():
        if len(own) < 2:
            raise Mistake(f"{of.place}: trial '{name}' has one arm, so it compares nothing; leave it out")
    columns = {
        (field, side): np.array([of.number(own[arm], field) for own in rows.values()])
        for field in fields
        for side, arm in enumerate(known)
    }
    return Trials(tuple(rows), columns, (known[0], known[1]), of.notes)
