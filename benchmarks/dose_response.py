"""A thousand curves against R's drc on the same data in the same run, and a 384-well plate from file to page."""

import csv
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from benchmarks.timing import Row, against_peer, against_target, command, median

from neointima.analysis.dose_response.fit import fit, observe
from neointima.analysis.dose_response.models import model
from neointima.analysis.dose_response.potency import likelihood
from neointima.laboratory.plan import plan
from neointima.laboratory.study import load
from neointima.protocols.cell_assay import CellAssay

CURVES, SEED = 1000, 1
DOSES = np.repeat(10.0 ** np.linspace(-1, 2.5, 8), 3)
STUDY = Path(__file__).parents[1] / "studies" / "plate_seven_drugs_3_days.toml"
DRC = """
suppressMessages(library(drc))
d <- read.csv(commandArgs(TRUE)[1])
s <- split(d, d$id)
t <- system.time(r <- lapply(s, function(q) {
  m <- drm(response ~ dose, data = q, fct = LL.4())
  ED(m, 50, interval = "delta", display = FALSE)
}))
cat(t[["elapsed"]], "\n")
cat(sapply(r, function(q) q[1, 1]), sep = "\n")
"""


def responses() -> list[np.ndarray]:
    """Falling curves with 5 % noise, 8 doses × 3."""
    luck = np.random.default_rng(SEED)
    middles, slopes = 10 ** luck.uniform(0.2, 1.6, CURVES), luck.uniform(0.8, 2.5, CURVES)
    return [
        0.1 + 0.9 / (1 + (DOSES / middle) ** slope) + luck.normal(0, 0.05, DOSES.size)
        for middle, slope in zip(middles, slopes, strict=True)
    ]


def ours(data: list[np.ndarray]) -> float:
    """Seconds for all curves: fit and profile-likelihood interval of the IC50."""
    four = model("4PL")
    likelihood(fit(observe(DOSES, data[0]), four), "")
    return median(lambda: [likelihood(fit(observe(DOSES, one), four), "") for one in data], 3)


def drc(data: list[np.ndarray]) -> float | None:
    """Seconds for drc: fit and delta interval; None where R or drc is absent. Its doses must be ours."""
    if not shutil.which("Rscript"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        table, script = Path(folder) / "curves.csv", Path(folder) / "curves.R"
        with table.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("id", "dose", "response"))
            for number, one in enumerate(data):
                writer.writerows((number, *pair) for pair in zip(DOSES, one, strict=True))
        script.write_text(DRC)
        done = subprocess.run(["Rscript", str(script), str(table)], capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    seconds, *theirs = (float(line) for line in done.stdout.split())
    # R orders the curves by number.
    mine = [likelihood(fit(observe(DOSES, one), model("4PL")), "").estimate for one in data]
    apart = float(np.median(np.abs(np.log(np.array(mine) / theirs))))
    if apart > 1e-3:
        raise ValueError(f"drc finds other doses than we do, by {apart:.2g} in the median")
    return seconds


def plate_384(folder: Path) -> tuple[Path, Path]:
    """A 384-well grid and its layout: 16 compounds at 11 doses, two wells each, vehicle and blanks in outer columns."""
    luck = np.random.default_rng(SEED)
    wells, grid = [], np.full((16, 24), 0.06)
    for row in range(16):
        for column in range(24):
            name = f"{chr(65 + row)}{column + 1}"
            if column in (0, 23):
                role, compound, dose = ("blank" if row % 2 else "vehicle"), "", ""
                level = 0.0 if row % 2 else 1.0
            else:
                dose = 10.0 ** (4 - (column - 1) // 2 * 0.5)
                role, compound, level = "sample", f"compound {row + 1}", 1 / (1 + dose / (10 * (row + 1)))
            wells.append((name, role, compound, dose, "nM" if compound else ""))
            grid[row, column] += level * (1 + luck.normal(0, 0.05))
    plate, layout = folder / "plate.csv", folder / "layout.csv"
    with plate.open("w", newline="") as file:
        csv.writer(file).writerows([["", *range(1, 25)], *([chr(65 + r), *np.round(grid[r], 4)] for r in range(16))])
    with layout.open("w", newline="") as file:
        csv.writer(file).writerows([("well", "role", "compound", "dose", "unit"), *wells])
    return plate, layout


def page() -> float:
    """Seconds of the whole command, from the file of a 384-well plate to its page; kernels are on disk."""
    with tempfile.TemporaryDirectory() as folder:
        plate, layout = plate_384(Path(folder))
        names = iter(range(100))

        def work() -> None:
            command("assay", str(plate), "--layout", str(layout), "--out", f"{folder}/{next(names)}")

        work()
        return median(work, 5)


def simulated() -> float:
    """Seconds of one simulated plate, its laboratory warm."""
    study, _ = load(STUDY)
    batch = plan(study, STUDY.name).batches[0]
    batch = replace(batch, animals=batch.animals[:1])
    CellAssay().simulate(batch)
    return median(lambda: CellAssay().simulate(batch), 5)


def rows() -> list[Row]:
    """The rows of the bench."""
    data = responses()
    title = "1,000 4PL fits with profile intervals; peer R drc with delta intervals"
    return [
        against_peer(title, ours(data), drc(data), target=20),
        against_target("384-well plate from file to page, kernels on disk", page(), 3),
        against_target("one simulated 96-well plate, 72 h, warm", simulated(), 1),
    ]
