"""Twenty random moments at which a worker or the run itself is killed with SIGKILL; limits are exact.

Moments are drawn evenly over the time that an undisturbed run takes. A run that was killed is given again with the same
command; one that ends is compared and a new one begun, until twenty processes have been killed.
"""

import random
import subprocess
import time

import pytest

from lost_processes import alive, contents, workers_of
from short_run import STUDY, with_animals
from terminal import OWN_PROCESS

KILLS, ANIMALS = 20, 300


def begin(out):
    command = [*OWN_PROCESS, "run", str(STUDY), "--out", str(out), "--workers", "2", *with_animals(ANIMALS)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def timed(out):
    start = time.monotonic()
    with begin(out) as process:
        assert process.wait() == 0
    return time.monotonic() - start


class Killer:
    """Kills one of the workers or, where the dice say so or there is none yet, the run, and counts what outlives the run."""

    def __init__(self, seed):
        self.rng, self.runs, self.workers, self.orphans = random.Random(seed), 0, 0, 0

    def kill(self, process):
        workers = workers_of(process.pid)
        if workers and self.rng.random() < 0.8:
            self.rng.choice(workers).kill()
            self.workers += 1
            return
        process.kill()
        process.wait()
        self.runs += 1
        self.orphans += len(alive(workers))

    def disturb(self, out, longest):
        """One run to its end, however often it takes; what its last process said."""
        while True:
            with begin(out) as process:
                while self.runs + self.workers < KILLS:
                    try:
                        process.wait(self.rng.uniform(0, longest))
                        break
                    except subprocess.TimeoutExpired:
                        self.kill(process)
                said = process.communicate()[1]
            if process.returncode == 0 or (out / "findings.csv").exists():
                return said
            assert process.returncode == -9 or "run the same again" in said, said


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    out = tmp_path_factory.mktemp("undisturbed") / "run"
    longest = timed(out)
    return contents(out), longest


def test_twenty_kills_at_random_moments_change_nothing(undisturbed, tmp_path, claim):
    (wanted, longest), killer, different, ended = undisturbed, Killer(20061), 0, 0
    while killer.runs + killer.workers < KILLS:
        out = tmp_path / f"run_{ended}"
        killer.disturb(out, longest)
        left = contents(out)
        different += len({name for name in left.keys() | wanted.keys() if left.get(name) != wanted.get(name)})
        ended += 1
    assert killer.runs and killer.workers
    text = f"{KILLS} runs and workers killed at random moments: files that differ afterwards"
    claim(text, different, "exactly 0", different == 0)
    claim("worker processes that outlive their killed run by 20 s", killer.orphans, "exactly 0", killer.orphans == 0)
