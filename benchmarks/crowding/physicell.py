"""PhysiCell 1.14.2 as a process: the same cells moved by its default mechanics, nothing else switched on."""

import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

STEP = 0.1


class Moved(NamedTuple):
    """Where the cells came to be [um] and the processor seconds of the steps alone."""

    position: np.ndarray
    seconds: float


def moved(program: str, start: np.ndarray, steps: int) -> Moved:
    """``program`` is built from crowd.cpp, whose first lines say how."""
    dimension = start.shape[1]
    with tempfile.TemporaryDirectory() as folder:
        begin, end = Path(folder) / "start.csv", Path(folder) / "end.csv"
        np.savetxt(begin, np.pad(start, ((0, 0), (0, 3 - dimension))), delimiter=",", fmt="%.17g")
        words = [str(Path(program).resolve()), str(dimension), "1", f"{steps * STEP:g}", "--mode", "mech"]
        words += ["--in", str(begin), "--out", str(end)]
        environment = os.environ | {"OMP_NUM_THREADS": "1"}
        done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=folder, env=environment)
        seconds = float(re.search(r"cpu_seconds ([\d.]+)", done.stderr)[1])
        return Moved(np.loadtxt(end, delimiter=",")[:, :dimension], seconds)
