"""Pins the answers of every wall with both schemes and writes pinned.csv; some fifteen minutes on one core.

Run as ``python -m independent.pin`` in ``tests/verification``, with scikit-fem installed. Finite elements are taken on two
grids and steps, cells on three grids of one family. The cells' error is that of a second-order scheme away from the
corner, where their finest cell of a few nanometres leaves nothing, so the last two are extrapolated by Richardson. The
value is the mean of the finest elements and the extrapolated cells. The uncertainty is the largest of: the two schemes'
difference, the elements' last change, a third of the cells' last change (its Richardson estimate).
"""

import csv
from pathlib import Path

from independent import annulus, finite_volume
from independent.problems import WALLS

DAYS = [1.0, 7.0, 14.0, 28.0]
UNITS = {"content": "mean total drug in the wall", "peak": "mean total drug beneath the strut", "maximum": "greatest"}
COLUMNS = ["problem", "day", "quantity", "mol/m3", "relative_uncertainty", "elements", "volumes", "shipped_error"]


def runs(problem: str) -> dict[str, dict]:
    """Both schemes on their grids, coarse to fine, and the elements as they ship."""
    return {
        "shipped": annulus.solve(problem, DAYS),
        "coarse elements": annulus.solve(problem, DAYS, finest=2e-8, growth=0.3, steps=60),
        "fine elements": annulus.solve(problem, DAYS, finest=1e-8, growth=0.2, steps=120),
        "coarse volumes": finite_volume.solve(problem, DAYS, finest=2e-9, growth=0.1, rtol=1e-6),
        "fine volumes": finite_volume.solve(problem, DAYS, finest=1e-9, growth=0.05, rtol=1e-6),
    }


def rows(problem: str) -> list[dict]:
    """One row for each day and quantity."""
    found, table = runs(problem), []
    for quantity in UNITS:
        for i, day in enumerate(DAYS):
            shipped, coarse, fine, coarse_cells, fine_cells = (run[quantity][i] for run in found.values())
            change = (fine_cells - coarse_cells) / 3
            volumes = fine_cells + change
            value = (fine + volumes) / 2
            doubt = max(abs(fine - volumes), abs(fine - coarse), abs(change)) / value
            cells = [problem, f"{day:g}", quantity, f"{value:.6g}", f"{doubt:.1e}", f"{fine:.6g}", f"{volumes:.6g}"]
            table.append(dict(zip(COLUMNS, [*cells, f"{shipped / value - 1:.1e}"], strict=True)))
    return table


def main() -> None:
    with (Path(__file__).parent / "pinned.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for problem in WALLS:
            writer.writerows(rows(problem))
            file.flush()


if __name__ == "__main__":
    main()
