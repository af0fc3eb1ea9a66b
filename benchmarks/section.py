"""Times one section cell by cell for 28 days, kernels warm, and prints a line of JSON; rows() runs it in a process.

python benchmarks/section.py DEVICE DRUG
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.timing import Row, against_target

from neointima.library.section import section_recipe
from neointima.protocols.implant import Implant, Section

HERE = Path(__file__).parent
ARMS = {"bare": ("bx_velocity", "none"), "sirolimus": ("cypher_prototype", "sirolimus")}


def rows() -> list[Row]:
    """Processor time and memory of one section of each arm; mechanics, drug and signals hour by hour."""
    made = []
    for arm, (device, drug) in ARMS.items():
        command = [sys.executable, str(HERE / "section.py"), device, drug]
        one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(HERE.parent)}
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | one_thread)
        found = json.loads(done.stdout)
        work = f"one section, {arm}, 28 days, {found['bodies']:,} bodies at the end"
        made.append(against_target(f"{work}, processor time", found["seconds"], 30))
        made.append(against_target(f"{work}, memory", found["megabytes"], 500, unit="MB"))
    return made


def section(device: str, drug: str, days: int) -> Section:
    """A pig's section with the library's own numbers."""
    recipe = section_recipe("arm", device=device, drug=drug, artery="porcine_coronary", values={})
    return Section("arm_0001", recipe, (1,), {}, days, seed=1, who=("any arm", "1"), frames=(days,))


def main() -> None:
    device, drug = sys.argv[1:]
    Implant().simulate(section(device, drug, 1))
    start = time.process_time()
    recording = Implant().simulate(section(device, drug, 28))
    seconds = time.process_time() - start
    bodies = recording.values["body_x"].shape[1]
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes, "bodies": bodies}))


if __name__ == "__main__":
    main()
