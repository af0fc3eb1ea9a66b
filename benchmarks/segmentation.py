"""Times outlining one photograph of 4,000 × 4,000 pixels, file to drawing, on one core; rows() runs it in a process.

python benchmarks/segmentation.py
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from benchmarks.timing import Row, against_target
from PIL import Image

HERE = Path(__file__).parent
SIDE, TARGET, MEMORY = 4000, 10, 1000


def rows() -> list[Row]:
    """Processor time, kernels warm, and the memory of the whole process."""
    one = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(HERE.parent)}
    command = [sys.executable, str(HERE / "segmentation.py")]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | one).stdout)
    work = f"outlines of a photograph of {SIDE:,} × {SIDE:,} pixels, file to drawing, one core"
    return [
        against_target(f"{work}, processor time", found["seconds"], TARGET),
        against_target(f"{work}, memory", found["megabytes"], MEMORY, unit="MB"),
    ]


def draw(path: Path) -> None:
    """A drawn section with faults, enlarged to the size of the row."""
    from tests.degraded_photograph import faults, photograph
    from tests.drawn_section import drawn_section

    wrong = faults(4000, 1.0, pixels=(2e-6,))
    picture = photograph(drawn_section(seed=4), "vvg", 4000, wrong).picture
    Image.fromarray(np.asarray(Image.fromarray(picture).resize((SIDE, SIDE), Image.Resampling.BICUBIC))).save(path)


def main() -> None:
    if len(sys.argv) > 1:
        draw(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "section.png"
        # In a process of its own, so that drawing it does not count as memory of outlining it.
        subprocess.run([sys.executable, __file__, str(path)], check=True)
        from neointima.instruments.segmentation.outlined import outlined

        outlined(path)
        start = time.process_time()
        outlined(path)
        seconds = time.process_time() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes}))


if __name__ == "__main__":
    main()
