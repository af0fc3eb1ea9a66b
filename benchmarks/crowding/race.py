"""Steps of PhysiCell, the rest of ISR3D, and cost with size: rows of benchmarks.csv, all in processor time of one core.

A peer that is given is run in turn with us, and what it took is kept in peers.csv; one that is not given is taken from
there, and the row says so. Both begin from the same positions, and where both move cells in time both must end there.
"""

import csv
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from benchmarks.crowding import isr3d, physicell, starts
from benchmarks.timing import Row

from neointima.numerics.crowding.law import Contact, Elastic
from neointima.numerics.crowding.neighbours import neighbours
from neointima.numerics.crowding.relaxation import relax
from neointima.numerics.crowding.stepping import follow

KEPT = Path(__file__).parent / "peers.csv"
# Dimension, cells along each axis, steps of a tenth of a minute.
RACES = ((2, 60, 60), (3, 15, 60), (3, 25, 30))
SIZES = {2: (100, 316, 1000), 3: (22, 46, 100)}
TIMES = 5
# Two programs that add the same numbers in another order differ by this much at most [um].
SAME = 1e-9
# The force to come down to, so that force and energy are both below those of ISR3D's tight run [N].
BELOW = 5e-10
STEEPEST, FASTER, QUICKER = 1.2, 10.0, 5.0


def rows(physicell_program: str | None, isr3d_build: str | None) -> list[Row]:
    """Every row; the peers' programs where there are any."""
    steps = [_steps(race, physicell_program) for race in RACES]
    return [*steps, *(_growth(dimension, sides) for dimension, sides in SIZES.items()), *_rests(isr3d_build)]


def _steps(race: tuple[int, int, int], program: str | None) -> Row:
    """Cells moved a second, by us and by PhysiCell."""
    dimension, side, steps = race
    start = starts.lattice(dimension, side)
    agents, place = len(start), "the plane" if dimension == 2 else "space"
    ours, peers = [], []
    _moved(start, 1)
    for _ in range(TIMES):
        taken, position = _timed(lambda: _moved(start, steps))
        ours.append(taken)
        if program is not None:
            theirs = physicell.moved(program, start, steps)
            peers.append(theirs.seconds)
            if not np.abs(theirs.position - position).max() < SAME:
                raise ValueError(f"PhysiCell moved {agents} cells to other places than we did")
    work = agents * steps
    name = f"{agents:,} cells in {place}, {steps} steps: cells moved in a processor second; peer PhysiCell's mechanics"
    peer, words = _peer(f"PhysiCell, {agents} cells in {place}", work / min(peers) if peers else None)
    ratio = work / min(ours) / peer
    passes = "yes" if ratio >= FASTER else "no"
    return name, f"{work / min(ours):.3g}", f"{peer:.3g}{words}", f"{ratio:.1f}", f"{FASTER:g} or more", passes


def _growth(dimension: int, sides: tuple[int, ...]) -> Row:
    """How the cost of 20 steps grows with the number of cells."""
    crowds = [starts.lattice(dimension, side) for side in sides]
    taken = [np.inf] * len(crowds)
    for _ in range(TIMES):
        for k, start in enumerate(crowds):
            # As long a time for each, so that each is as likely to find the machine quiet.
            for _ in range(max(1, 200_000 // len(start))):
                taken[k] = min(taken[k], _timed(lambda start=start: _moved(start, 20))[0])
    power = float(np.polyfit(np.log([len(start) for start in crowds]), np.log(taken), 1)[0])
    place = "the plane" if dimension == 2 else "space"
    each = ", ".join(
        f"{len(start):,} cells {1e9 * seconds / len(start) / 20:.0f} ns each"
        for start, seconds in zip(crowds, taken, strict=True)
    )
    passes = "yes" if power <= STEEPEST else "no"
    return (
        f"crowd in {place}, cost as a power of cells: {each}",
        f"{power:.2f}",
        "",
        "",
        f"{STEEPEST:g} or less",
        passes,
    )


def _rests(build: str | None) -> list[Row]:
    """ISR3D's vessel brought down to the energy it stops at, and below the force and energy it can be pressed to.

    Where agents end is not compared: they press no more in many arrangements, and the way decides which is found.
    """
    position, radius = starts.vessel()
    contact, largest = Elastic(), 0.15 * starts.AGENT

    def down(passes: int, tolerance: float) -> np.ndarray:
        options = {"push": None, "largest": largest, "steps": passes, "tolerance": tolerance}
        return relax(position, radius, contact=contact, **options)

    passes = _first(lambda n: energy(down(n, 0.0).position, radius, contact) <= isr3d.AS_PUBLISHED.energy, 5000)
    rest = down(5000, BELOW)
    if rest.rms_force > isr3d.TIGHT.rms_force or energy(rest.position, radius, contact) > isr3d.TIGHT.energy:
        raise ValueError("we did not come down as far as ISR3D")
    case = f"{len(radius):,} agents of ISR3D's vessel (case B1) come to"
    tight = f"{case} less force and energy than it does when asked for a tenth of its residual"
    asked = (
        (f"{case} its energy at its own stop", "ISR3D, own stop", isr3d.AS_PUBLISHED, (passes, 0.0)),
        (tight, "ISR3D, a tenth of the residual", isr3d.TIGHT, (5000, BELOW)),
    )
    made = []
    for name, kept, stop, limits in asked:
        ours = min(_timed(lambda limits=limits: down(*limits))[0] for _ in range(TIMES))
        peer, words = _peer(kept, None if build is None else isr3d.seconds(build, stop))
        ours = min([ours, *(_timed(lambda limits=limits: down(*limits))[0] for _ in range(TIMES))])
        quick = "yes" if peer / ours >= QUICKER else "no"
        made.append(
            (name, f"{ours:.3g} s", f"{peer:.3g} s{words}", f"{peer / ours:.0f}", f"{QUICKER:g} or more", quick)
        )
    return made


def energy(position: np.ndarray, radius: np.ndarray, contact: Elastic) -> float:
    """Work that has squeezed the agents, by Gauss's rule on the force as ISR3D's source states it."""
    i, j = neighbours(position, radius, reach=contact.reach, skin=0.0).both()
    depth = radius[i] + radius[j] - np.linalg.norm(position[i] - position[j], axis=1)
    i, j, depth = i[depth > 0], j[depth > 0], depth[depth > 0]
    r = radius[i] * radius[j] / (radius[i] + radius[j])
    total = 0.0
    for x, weight in zip(*np.polynomial.legendre.leggauss(8), strict=True):
        a = np.sqrt(r * depth * (1 + x) / 2)
        top = 16 * a**5 - 36 * np.pi * r * a**4 + 27 * np.pi**2 * r**2 * a**3
        total += weight / 2 * float((8 * contact.modulus / (3 * r) * top / (4 * a - 3 * np.pi * r) ** 2) @ depth)
    return total


def _moved(start: np.ndarray, steps: int) -> np.ndarray:
    """Cells after so many of PhysiCell's steps."""
    radius = np.full(len(start), starts.CELL)
    return follow(start, radius, contact=Contact(), dt=physicell.STEP, steps=steps).position


def _timed(work: Callable[[], object]) -> tuple[float, object]:
    """Processor seconds, and what came of it."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def _first(is_enough: Callable[[int], bool], most: int) -> int:
    """The least number that is enough, by halving."""
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _peer(case: str, measured: float | None) -> tuple[float, str]:
    """The peer's figure and, when it is not of this run, words that say whence it is."""
    with KEPT.open(newline="") as file:
        kept = {row["case"]: row for row in csv.DictReader(file)}
    if measured is None:
        return float(kept[case]["value"]), f" (measured {kept[case]['date']} {kept[case]['machine']})"
    unit = "cells a second" if case.startswith("PhysiCell") else "s"
    kept[case] = {"case": case, "value": f"{measured:.4g}", "unit": unit, "date": time.strftime("%Y-%m-%d")}
    kept[case]["machine"] = "on one core"
    with KEPT.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["case", "value", "unit", "date", "machine"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept.values())
    return measured, ""
