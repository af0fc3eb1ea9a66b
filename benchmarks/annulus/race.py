"""Runs every program of the annulus race as a process, one after another, and writes race.csv and race.svg.

``python benchmarks/annulus/race.py --peers /path/to/python``: the peers' interpreter holds FiPy and NGSolve. A peer
whose package is missing there is named and skipped. Every process is given one thread. Cost at one per cent of error is
interpolated on logarithms between the last level above it and the first below, from which on all stay below.
"""

import argparse
import csv
import json
import math
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import problem  # noqa: E402

COLUMNS = ["tool", "level", "unknowns", "steps", "seconds", "cpu", "value", "error"]
LONGEST = 600
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA", "NGS")}


@dataclass(frozen=True, kw_only=True)
class Program:
    """A competitor: its name, its words after the interpreter, the package it needs, the levels to run."""

    tool: str
    words: tuple[str, ...]
    needs: str
    levels: tuple[int, ...] = (0, 1, 2, 3)
    is_peer: bool = True


PROGRAMS = (
    Program(tool="neointima", words=("ours.py",), needs="neointima", is_peer=False),
    Program(tool="FiPy, SDIRK2", words=("fipy_peer.py",), needs="fipy"),
    Program(tool="FiPy, backward Euler", words=("fipy_peer.py", "--scheme", "euler"), needs="fipy", levels=(0, 1, 2)),
    Program(tool="NGSolve P2, SDIRK2", words=("ngsolve_peer.py",), needs="ngsolve"),
    Program(tool="NGSolve P2, backward Euler", words=("ngsolve_peer.py", "--scheme", "euler"), needs="ngsolve"),
)


def is_there(interpreter: str, package: str) -> bool:
    """Whether the interpreter can find the package."""
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({package!r}) is None)"
    return subprocess.run([interpreter, "-c", code], check=False).returncode == 0


def run(program: Program, interpreter: str, level: int) -> dict[str, object]:
    """One row of the race."""
    script, *options = program.words
    command = [interpreter, str(HERE / script), "--level", str(level), *options]
    environment = os.environ | ONE_THREAD
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=LONGEST, env=environment, cwd=HERE.parents[1]
    )
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return {"tool": program.tool, "level": level, **found, "error": found["value"] / problem.PINNED - 1}


def race(peers: str | None) -> list[dict[str, object]]:
    """Every program at every level; failures and absences are said."""
    rows = []
    for program in PROGRAMS:
        interpreter = peers if program.is_peer else sys.executable
        if interpreter is None or not is_there(interpreter, program.needs):
            print(f"{program.tool}: skipped, {program.needs} is not installed for {interpreter or '--peers'}")
            continue
        for level in program.levels:
            try:
                rows.append(run(program, interpreter, level))
            except subprocess.TimeoutExpired:
                print(f"{program.tool}, level {level}: stopped after {LONGEST} s")
            except subprocess.CalledProcessError as failure:
                print(f"{program.tool}, level {level}: failed: {failure.stderr.strip().splitlines()[-1:]}")
            else:
                print(*(f"{rows[-1][column]}" for column in COLUMNS), sep="\t", flush=True)
    return rows


def cost_at(rows: list[dict], *, error: float, clock: str) -> float:
    """Seconds at which a tool's levels come below the error for good; the coarsest's if all are, infinite if none."""
    points = [(abs(row["error"]), row[clock]) for row in sorted(rows, key=lambda row: row["level"])]
    above = [i for i, (found, _) in enumerate(points) if found > error]
    if not above:
        return points[0][1]
    if above[-1] == len(points) - 1:
        return math.inf
    (e0, s0), (e1, s1) = points[above[-1]], points[above[-1] + 1]
    # A zero of the signed error between two levels is luck: no credit below a tenth of the asked error.
    e1 = max(e1, error / 10)
    return s0 * (s1 / s0) ** (math.log(e0 / error) / math.log(e0 / e1))


def by_tool(rows: list[dict]) -> dict[str, list[dict]]:
    """Rows of each tool, in the order of the race."""
    return {tool: [row for row in rows if row["tool"] == tool] for tool in dict.fromkeys(row["tool"] for row in rows)}


def draw(rows: list[dict], path: Path, *, clock: str) -> None:
    """Time against error, both logarithmic."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    for marker, (tool, found) in zip("osD^vP*X", by_tool(rows).items(), strict=False):
        axes.loglog(
            [100 * abs(row["error"]) for row in found], [row[clock] for row in found], marker=marker, label=tool
        )
    axes.axvline(1, color="0.6", linestyle=":", linewidth=1)
    axes.set_xlabel("error of the wall mean at 28 days (%)")
    axes.set_ylabel("processor time (s)" if clock == "cpu" else "time (s)")
    axes.invert_xaxis()
    axes.legend(fontsize=8)
    figure.savefig(path)


def write(rows: list[dict], folder: Path, *, clock: str) -> None:
    """race.csv and race.svg."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "race.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "error": f"{row['error']:.5f}"} for row in rows)
    draw(rows, folder / "race.svg", clock=clock)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers", help="interpreter that has the peers' packages")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for race.csv and race.svg")
    parser.add_argument("--clock", choices=["seconds", "cpu"], default="seconds", help="which time to compare")
    asked = parser.parse_args()
    rows = race(asked.peers)
    if not rows:
        sys.exit("nothing ran; give --peers an interpreter with fipy and ngsolve")
    write(rows, asked.out, clock=asked.clock)
    for tool, found in by_tool(rows).items():
        print(f"{tool}: {cost_at(found, error=0.01, clock=asked.clock):.3g} s at 1 %")


if __name__ == "__main__":
    main()
