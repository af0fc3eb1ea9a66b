"""Times a trial of 2,292 patients for a year on two workers, and what memory a trial takes as it grows.

python benchmarks/trial.py FOLDER WORKERS PATIENTS   runs the trial without its report and prints a line of JSON.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.timing import Row, against_target

from neointima.laboratory.run import run

ROOT = Path(__file__).parents[1]
STUDY = ROOT / "studies" / "trial_resolute_all_comers_365_days.toml"
SMALL, LARGE = 600, 6000


def rows() -> list[Row]:
    """The trial of the study, and the growth of memory when patients are ten times as many, followed for a month."""
    whole = measured(workers=2)
    work = "trial of 2,292 patients, 365 days, both arms, two workers"
    made = [against_target(work, whole["seconds"], 60)]
    small, large = (measured(workers=1, patients=count, days=30)["megabytes"] for count in (SMALL, LARGE))
    # What is measured of each patient stays: 30 numbers are 0.24 kB, so 5,400 more are 1.3 MB; the rest is the reader.
    grown = f"memory of a trial, {LARGE:,} patients less {SMALL:,}"
    made.append(against_target(grown, max(large - small, 0.0), 40, unit="MB"))
    return made


def measured(*, workers: int, patients: int = 0, days: int = 365) -> dict[str, float]:
    """Seconds, and megabytes of the greatest process."""
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, str(Path(__file__)), f"{folder}/run", str(workers), str(patients), str(days)]
        one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(words, check=True, capture_output=True, text=True, env=os.environ | one_thread)
        found: dict[str, float] = json.loads(done.stdout)
        return found


def main() -> None:
    folder, workers, patients, days = sys.argv[1], *map(int, sys.argv[2:])
    changes = [f"conditions.days={days}"]
    if patients:
        changes += [f"arms.{arm}.patients={patients // 2}" for arm in ("resolute", "xience")]
        changes += ['compare=[{endpoint="target_lesion_failure",test="rate_difference",arms=["resolute","xience"]}]']
    start = time.perf_counter()
    run(STUDY, Path(folder), changes=changes, workers=workers)
    used = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"seconds": time.perf_counter() - start, "megabytes": max(used) / 1024}))


if __name__ == "__main__":
    main()
