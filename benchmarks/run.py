"""Times the laboratory against peers in one run and writes benchmarks.csv: work, ours, peer, ratio, target, passes.

A ratio is peer over ours where there is a peer, target over ours where there is only a target. Times are medians of
whole processes, or of calls in a warm process where the row says so. `--install` adds the row that installs the base
from the registry into a fresh environment, which takes about a minute; `--peers PYTHON` names an interpreter that has
FiPy and NGSolve, for the race on the annulus; `--physicell PROGRAM` (built from crowding/crowd.cpp) and
`--isr3d FOLDER` (its build, see crowding/isr3d.py) are the peers of crowded cells; where they are not given, what they
took when last measured stands in, and the row says so.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import numpy as np
from benchmarks.crowding.race import rows as crowding_rows
from benchmarks.dose_response import rows as dose_response_rows
from benchmarks.measuring import rows as measuring_rows
from benchmarks.section import rows as section_rows
from benchmarks.segmentation import rows as segmentation_rows
from benchmarks.timing import against_target, command, median
from benchmarks.transport import rows as transport_rows
from benchmarks.trial import rows as trial_rows
from scipy.integrate import solve_ivp

from neointima.laboratory.folder import write_table
from neointima.laboratory.plan import plan
from neointima.laboratory.study import load
from neointima.library.shelf import LIBRARY
from neointima.numerics.reaction_diffusion import Drug, Line, Sites, advance
from neointima.numerics.schedule import DAY, schedule
from neointima.protocols.implant import Implant

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "studies" / "pig_zotarolimus_28_days.toml"


def demo(*, cold: bool) -> float:
    """From command to report; cold means that the kernels must be compiled first."""
    with tempfile.TemporaryDirectory() as folder:
        cache = {"NUMBA_CACHE_DIR": f"{folder}/cache"} if cold else {}
        names = iter(range(100))
        return median(lambda: command("run", str(DEMO), "--out", f"{folder}/{next(names)}", **cache), 1 if cold else 5)


def one_case() -> float:
    """One treated pig of the demo for 28 days, its laboratory warm."""
    study, _ = load(DEMO, ["conditions.animals=2"])
    batch = plan(study, DEMO.name).batches[0]
    alone = type(batch)(batch.name, batch.recipe, (1,), {key: column[:1] for key, column in batch.varied.items()}, 28)
    Implant().simulate(alone)
    return median(lambda: Implant().simulate(alone), 9)


def slab() -> tuple[Line, Sites]:
    """The slab of the transport benchmark, 46 cells, one micromole per litre at its surface."""
    width, conductance = 300e-6 / 46, np.full((1, 47), 7e-12 / (300e-6 / 46))
    line = Line(np.full((1, 46), width), conductance, conductance, np.array([1e-3]), np.zeros(1))
    return line, Sites(*(np.array([x]) for x in (3.3e-3, 800.0, 1.6e-4, 0.0, 0.363, 2.0, 5.2e-3, 0.0)))


def wall_ours() -> float:
    """28 days of the slab on the schedule of a study."""
    line, sites = slab()

    def work() -> None:
        drug = Drug(*(np.zeros((1, 46)),) * 3)
        for dt in np.diff(schedule(28)):
            drug = advance(drug, line, sites, source=np.zeros((1, 46)), dt=float(dt)).drug

    work()
    return median(work, 5)


def wall_peer() -> float:
    """The same semi-discrete equations by SciPy's BDF at rtol 1e-4, its Jacobian's sparsity given."""
    line, s = slab()
    width = line.volumes[0]

    def slope(_: float, y: np.ndarray) -> np.ndarray:
        c, b, n = y.reshape(3, -1)
        flux = line.forward[0] * np.append(1e-3, c) - line.backward[0] * np.append(c, 0.0)
        r_s = s.specific_on * c * (s.specific_density - b) - s.specific_off * b
        r_n = s.nonspecific_on * c * (s.nonspecific_density - n) - s.nonspecific_off * n
        return np.concatenate([(flux[:-1] - flux[1:]) / width - r_s - r_n, r_s, r_n])

    near = np.eye(46) + np.eye(46, k=1) + np.eye(46, k=-1)
    pattern = np.kron(np.ones((3, 3)), np.eye(46))
    pattern[:46, :46] = near
    options = {"method": "BDF", "rtol": 1e-4, "atol": 1e-12, "jac_sparsity": pattern}
    return median(lambda: solve_ivp(slope, (0, 28 * DAY), np.zeros(138), **options), 3)


def cohort() -> float:
    """200 animals an arm, one process, per case."""
    study, _ = load(DEMO, ["conditions.animals=200"])
    batches = plan(study, DEMO.name).batches
    Implant().simulate(batches[0])
    return median(lambda: [Implant().simulate(batch) for batch in batches], 1) / 400


def install() -> tuple[float, float]:
    """Seconds and megabytes of the base install in a fresh environment."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        pip = [
            f"{folder}/bin/python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-cache-dir",
            "--disable-pip-version-check",
        ]
        seconds = median(lambda: subprocess.run([*pip, str(ROOT)], check=True, stderr=subprocess.DEVNULL), 1)
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file() and not path.is_symlink())
    return seconds, size / 1e6


def option(name: str) -> str | None:
    """The word after an option, if it was given."""
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else None


def main() -> None:
    ours, peer = wall_ours(), wall_peer()
    rows = [
        against_target("demo study from command to report, kernels on disk", demo(cold=False), 20),
        against_target("demo study from command to report, kernels compiled first", demo(cold=True), 20),
        against_target("one radial case, 28 days, warm", one_case(), 0.05),
        against_target("one radial case of a cohort of 400, 28 days, one process", cohort(), 0.05),
        (
            *("drug in a slab of 46 cells, 28 days; peer SciPy BDF at rtol 1e-4", f"{ours:.3g} s", f"{peer:.3g} s"),
            *(f"{peer / ours:.1f}", "10 or more", "yes" if peer / ours >= 10 else "no"),
        ),
        *dose_response_rows(),
        *transport_rows(option("--peers")),
        *crowding_rows(option("--physicell"), option("--isr3d")),
        *section_rows(),
        *segmentation_rows(),
        *trial_rows(),
        *measuring_rows(),
        against_target("neointima --help", median(lambda: command("--help"), 9), 0.4),
    ]
    if "--install" in sys.argv:
        seconds, size = install()
        rows += [against_target("base install, no cache", seconds, 120)]
        rows += [against_target("base install, size on disk", size, 1000, unit="MB")]
    write_table(LIBRARY / "checks" / "benchmarks.csv", ("work", "ours", "peer", "ratio", "target", "passes"), rows)
    for row in rows:
        print("  ".join(row))


if __name__ == "__main__":
    main()
