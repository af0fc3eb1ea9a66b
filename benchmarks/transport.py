"""Drug transport against peers and against its own size: the annulus of ten struts, and stented segments."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from benchmarks.annulus import race
from benchmarks.timing import Row, against_target

HERE = Path(__file__).parent
# Cells in the plane of the wall, so that a segment of 3 mm has from 1e4 to 1e6 of them.
SIZES = ("130 um", "80 um", "45 um", "25 um")
ONE_PERCENT = 0.01
PEERS = (
    ("FiPy, backward Euler", "FiPy with backward Euler", 20.0),
    ("FiPy, SDIRK2", "FiPy with our time scheme and graded cells", 20.0),
    ("NGSolve P2, backward Euler", "NGSolve P2 with backward Euler", 5.0),
    ("NGSolve P2, SDIRK2", "NGSolve P2 with our time scheme and graded mesh", 5.0),
)


def rows(peers: str | None) -> list[Row]:
    """All rows; ``peers`` is an interpreter that has FiPy and NGSolve."""
    return [*_annulus(peers), _longer(), *_segments()]


def _annulus(peers: str | None) -> list[Row]:
    """Processor time at one per cent of error, every program of the race in turn."""
    found = race.by_tool(race.race(peers))
    race.write([row for rows in found.values() for row in rows], HERE / "annulus", clock="cpu")
    cost = {tool: race.cost_at(rows, error=ONE_PERCENT, clock="cpu") for tool, rows in found.items()}
    ours = cost["neointima"]
    made = []
    for tool, name, target in PEERS:
        work = f"ten-strut annulus, 28 days, processor time at 1 % error; peer {name}"
        if tool not in cost:
            made.append((work, f"{ours:.3g} s", "not on this machine", "", f"{target:g} or more", ""))
            continue
        ratio = cost[tool] / ours
        passes = "yes" if ratio >= target else "no"
        made.append((work, f"{ours:.3g} s", f"{cost[tool]:.3g} s", f"{ratio:.1f}", f"{target:g} or more", passes))
    return made


def _longer() -> Row:
    """What half a year costs beside four weeks."""
    cost = {days: _json("annulus/ours.py", "--level", "2", "--days", str(days))["cpu"] for days in (28, 180)}
    ratio = cost[180] / cost[28]
    work = "ten-strut annulus, 180 days over 28 days"
    return work, f"{cost[180]:.3g} s", f"{cost[28]:.3g} s", f"{ratio:.2f}", "3 or less", "yes" if ratio <= 3 else "no"


def _segments() -> list[Row]:
    """Time, memory and growth of cost with size, each segment in a process of its own."""
    _json("segment.py", "500 um")
    runs = [_json("segment.py", size) for size in SIZES]
    largest = runs[-1]
    power = float(np.polyfit(*(np.log([run[key] for run in runs]) for key in ("cells", "seconds")), 1)[0])
    sizes = ", ".join(f"{run['cells']:,} cells {run['seconds']:.3g} s" for run in runs)
    steep = "yes" if power <= 1.2 else "no"
    work = f"stented segment of {largest['cells']:,} cells, 28 days"
    return [
        against_target(work, largest["seconds"], 600),
        against_target(f"{work}, memory", largest["memory"] / 1e9, 8, unit="GB"),
        (f"cost as a power of cells: {sizes}", f"{power:.2f}", "", "", "1.2 or less", steep),
    ]


def _json(program: str, *words: str) -> dict[str, float]:
    """What a program of this folder prints, on one thread."""
    command = [sys.executable, str(HERE / program), *words]
    environment = os.environ | race.ONE_THREAD
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
