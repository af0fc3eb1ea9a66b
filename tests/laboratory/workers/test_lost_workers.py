"""A study whose workers are killed, and which is killed itself, ends as one that nobody disturbed, byte for byte."""

import random
import signal
import subprocess
import time

import psutil

from lost_processes import alive, contents, workers_of
from neointima.laboratory import run as study
from neointima.laboratory.run import run
from neointima.laboratory.workers.run_all import run_all
from short_run import STUDY, tables
from terminal import OWN_PROCESS


def test_workers_that_are_killed_at_random_are_replaced(alone, tmp_path, disturb):
    rng, killed = random.Random(20061), []

    def kill():
        time.sleep(rng.uniform(0, 0.3))
        # The elder of the two, so that no batch loses three by chance.
        killed.append(min(workers_of(psutil.Process().pid), key=psutil.Process.create_time))
        killed[-1].kill()

    disturb(kill, 0, 3, 6)
    run(STUDY, tmp_path / "run", changes=alone.changes, workers=2)
    assert len({process.pid for process in killed}) == 3
    assert contents(tmp_path / "run") == alone.left


def test_batches_are_written_as_they_finish_and_measured_as_planned(alone, tmp_path, monkeypatch):
    """The last first: all twelve are on disk before one is handed on."""
    monkeypatch.setattr(study, "run_all", lambda work, tasks, workers: reversed([*run_all(work, tasks, 1)]))
    there = []

    def watch(batches, total):
        for batch in batches:
            there.append(len(list((tmp_path / "run" / "recordings").iterdir())))
            yield batch

    run(STUDY, tmp_path / "run", changes=alone.changes, watch=watch)
    assert there == [12] * 12
    assert contents(tmp_path / "run") == alone.left


def test_a_killed_run_leaves_no_worker_and_is_gone_on_with(alone, tmp_path):
    out = tmp_path / "run"
    command = [*OWN_PROCESS, "run", str(STUDY), "--out", str(out), "--workers", "2", "--set", *alone.changes]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        limit = time.monotonic() + 120
        while not list(out.glob("recordings/[!.]*.nc")) and time.monotonic() < limit:
            time.sleep(0.01)
        workers = workers_of(process.pid)
        process.send_signal(signal.SIGKILL)
    assert workers
    assert alive(workers) == []
    assert 0 < len(list(out.glob("recordings/[!.]*.nc"))) < len([name for name in alone.left if name.endswith(".nc")])
    assert contents(tables(out, alone.animals)) == alone.left
