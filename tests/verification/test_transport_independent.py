"""Our solver against answers that finite elements and another finite volume scheme pinned, and against scikit-fem."""

import csv
from pathlib import Path

import pytest
from independent.problems import WALLS

from annulus_case import solve

PINNED = Path(__file__).parent / "independent" / "pinned.csv"
NAMES = {
    "feet": "ten strut feet on an annulus",
    "squares": "ten embedded square struts",
    "squares_two_layers": "ten embedded square struts, two layers and a lamina",
}
# One per cent is what the field asks; the pinned answers are good to 0.06 %, scikit-fem as it ships to 0.3 %.
LIMIT = 0.01


def worst(found, expected):
    return max(abs(ours / theirs - 1) for ours, theirs in zip(found, expected, strict=True))


@pytest.mark.parametrize("problem", NAMES)
def test_content_and_peak_are_the_pinned_ones(problem, claim):
    with PINNED.open() as file:
        rows = [row for row in csv.DictReader(file) if row["problem"] == problem]
    days = sorted({float(row["day"]) for row in rows})
    found = solve(WALLS[problem], days)
    for quantity in ("content", "peak"):
        pinned = [float(row["mol/m3"]) for row in rows if row["quantity"] == quantity]
        off = worst(found[quantity], pinned)
        claim(f"{NAMES[problem]}, {quantity} against the pinned answer, all days", f"{off:.2%}", "1 %", off < LIMIT)


@pytest.mark.parametrize("problem", ["feet", "squares"])
def test_content_and_peak_are_those_of_finite_elements(problem, claim):
    pytest.importorskip("skfem")
    from independent import annulus

    days = (1.0, 28.0)
    found, theirs = solve(WALLS[problem], days), annulus.solve(problem, days)
    for quantity in ("content", "peak"):
        off = worst(found[quantity], theirs[quantity])
        claim(f"{NAMES[problem]}, {quantity} against scikit-fem, days 1 and 28", f"{off:.2%}", "1 %", off < LIMIT)
