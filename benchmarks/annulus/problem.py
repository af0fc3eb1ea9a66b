"""The ten-strut annulus of the transport race; SI throughout, imported by every program that runs in it.

Ten feet of 100 µm on the lumen face of a wall of 1.5 to 2.0 mm give their drug off; between them c = 0, outside nothing
leaves. One binding site: db/dt = on c (sites − b) − off b. The measured quantity is the wall mean of c + b at the end.
"""

import argparse
import json
from collections.abc import Callable
from math import exp, log1p, pi
from time import perf_counter, process_time

import numpy as np

DAY = 86400.0
INNER, OUTER, STRUTS, STRUT_WIDTH = 1.5e-3, 2.0e-3, 10, 100e-6
RADIAL, CIRCUMFERENTIAL = 1e-12, 1e-11
ON_RATE, OFF_RATE, SITES = 2.0, 5.2e-3, 0.366
DOSE, RELEASE_TIME = 100e-6 / 914 * 1e4, 7 * DAY

SECTOR = 2 * pi / STRUTS
HALF_STRUT = STRUT_WIDTH / 2 / INNER
AREA = pi * (OUTER**2 - INNER**2)
PINNED = 0.0129884  # wall mean at 28 days [mol/m³], good to 0.03 %: tests/verification/independent/pinned.csv
GAMMA = 1 - 0.5**0.5


def inflow(t: float) -> float:
    """Flux density through a foot [mol/(m² s)]."""
    return DOSE / RELEASE_TIME * exp(-t / RELEASE_TIME)


def clock(steps: int, days: float = 28) -> np.ndarray:
    """Step ends from 0 to the last day, evenly spaced in the cube root of time: short steps where release starts."""
    return np.linspace(0, (days * DAY) ** (1 / 3), steps + 1) ** 3


def graded(length: float, finest: float, growth: float) -> np.ndarray:
    """Widths of cells from a corner outwards, each about ``finest`` + ``growth`` × its distance to the corner."""
    cells = max(1, round(log1p(growth * length / finest) / growth))
    ends = finest * np.expm1(growth * np.arange(cells + 1)) / growth
    return np.diff(ends * (length / ends[-1]))


def polar_grid(finest: float, growth: float) -> tuple[np.ndarray, np.ndarray]:
    """Widths of cells in r and in angle round the whole circle, crowded at both ends of every foot.

    The circle starts in the middle of a gap, where by symmetry nothing crosses.
    """
    stretch = (CIRCUMFERENTIAL / RADIAL) ** 0.5 / INNER
    gap = graded(SECTOR / 2 - HALF_STRUT, finest * stretch, growth)
    foot = graded(HALF_STRUT, finest * stretch, growth)
    sector = np.concatenate([gap[::-1], foot, foot[::-1], gap])
    return graded(OUTER - INNER, finest, growth), np.tile(sector, STRUTS)


def stages(scheme: str, t: float, dt: float) -> list[tuple[float, float]]:
    """(time, implicit step) of each stage: one of backward Euler, two of the second-order SDIRK."""
    if scheme == "euler":
        return [(t + dt, dt)]
    return [(t + GAMMA * dt, GAMMA * dt), (t + dt, GAMMA * dt)]


def asked(steps: dict[str, tuple[int, ...]]) -> argparse.Namespace:
    """What the command line asks of a program of the race: --level, --scheme, --days, and --steps to override.

    ``steps`` has for each scheme the steps at each level.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--level", type=int, choices=range(max(map(len, steps.values()))), required=True)
    parser.add_argument("--scheme", choices=list(steps), default=next(iter(steps)))
    parser.add_argument("--days", type=float, default=28)
    parser.add_argument("--steps", type=int)
    found = parser.parse_args()
    found.steps = found.steps or steps[found.scheme][found.level]
    return found


class Stopwatch:
    """Wall and processor seconds since it was made; the latter says what a busy machine hid."""

    def __init__(self) -> None:
        self.wall, self.cpu = perf_counter(), process_time()

    def answer(self, *, unknowns: int, steps: int, value: Callable[[], float]) -> None:
        """Stop, then print the one line of JSON that the race reads."""
        wall, cpu = perf_counter() - self.wall, process_time() - self.cpu
        found = {"unknowns": unknowns, "steps": steps, "seconds": round(wall, 4), "cpu": round(cpu, 4)}
        print(json.dumps({**found, "value": float(value())}))
