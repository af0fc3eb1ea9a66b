"""How work is timed, and how a row of benchmarks.csv is made."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

Row = tuple[str, str, str, str, str, str]


def median(work: Callable[[], object], times: int) -> float:
    """Median seconds of ``times`` calls."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def command(*arguments: str, **environment: str) -> None:
    """Run the command line in its own process."""
    words = [sys.executable, "-m", "neointima.interfaces.cli", *arguments]
    subprocess.run(words, check=True, capture_output=True, env=os.environ | environment)


def against_target(work: str, ours: float, target: float, *, unit: str = "s") -> Row:
    """A row that has a target and no peer."""
    return (
        work,
        f"{ours:.3g} {unit}",
        "",
        f"{target / ours:.2f}",
        f"under {target:g} {unit}",
        "yes" if ours < target else "no",
    )


def against_peer(work: str, ours: float, peer: float | None, *, target: float) -> Row:
    """A row with a peer; without the peer on this machine only our time is known, and nothing is claimed."""
    if peer is None:
        return work, f"{ours:.3g} s", "not on this machine", "", f"{target:g} or more", ""
    passes = "yes" if peer / ours >= target else "no"
    return work, f"{ours:.3g} s", f"{peer:.3g} s", f"{peer / ours:.1f}", f"{target:g} or more", passes
