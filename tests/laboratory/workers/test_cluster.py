"""A Dask cluster of two workers on this machine, each in a process that is killed when one likes."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import deeds
import psutil
import pytest

from lost_processes import contents, workers_of
from neointima.laboratory.run import run
from neointima.laboratory.workers import cluster
from neointima.laboratory.workers.cluster import apply, run_on_cluster
from neointima.mistake import Mistake
from short_run import STUDY

TRIAL = STUDY.parent / "trial_endeavor_2_270_days.toml"
# Ports are chosen by the system, and nothing listens beyond this machine.
LOCAL = ["--host", "127.0.0.1", "--no-dashboard"]


class Cluster(NamedTuple):
    address: str
    scheduler: psutil.Process
    nannies: list[psutil.Process]


def dask(*words, cwd):
    """One of Dask's own commands, elsewhere than the run."""
    command = [str(Path(sys.executable).parent / "dask"), *map(str, words)]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return psutil.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=paths)


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cluster")
    told = folder / "scheduler.json"
    # Left alone, as when the tests are killed, all of it ends by itself.
    end = ["--idle-timeout", "10 minutes"]
    scheduler = dask("scheduler", *LOCAL, "--port", "0", "--scheduler-file", told, *end, cwd=folder)
    limit = time.monotonic() + 60
    while not told.exists() and time.monotonic() < limit:
        time.sleep(0.05)
    address = json.loads(told.read_text())["address"]
    nannies = [dask("worker", address, *LOCAL, "--nthreads", "1", cwd=folder) for _ in range(2)]
    yield Cluster(address, scheduler, nannies)
    for process in (*nannies, scheduler):
        if process.is_running():
            process.terminate()
            process.wait()


def test_a_cluster_gives_the_same_when_a_worker_is_killed(two, alone, tmp_path, disturb):
    def kill():
        limit = time.monotonic() + 60
        while not workers_of(two.nannies[0].pid) and time.monotonic() < limit:
            time.sleep(0.05)
        workers_of(two.nannies[0].pid)[0].kill()

    disturb(kill, 1)
    run(STUDY, tmp_path / "run", changes=alone.changes, workers=two.address)
    assert contents(tmp_path / "run") == alone.left


def test_a_trial_is_the_same_here_on_two_workers_and_on_a_cluster(two, tmp_path):
    """Two batches of patients for each of two arms; every file, byte for byte."""
    shorter = ["conditions.days=30", "conditions.film_day=30", "conditions.replicates=100"]
    shorter += ['compare=[{endpoint="target_lesion_failure",test="rate_difference",arms=["zotarolimus","bare"]}]']
    shorter += ["arms.zotarolimus.patients=120", "arms.bare.patients=120"]
    for name, workers in (("here", 1), ("pool", 2), ("cluster", two.address)):
        run(TRIAL, tmp_path / name, changes=shorter, workers=workers)
    assert contents(tmp_path / "pool") == contents(tmp_path / "here")
    assert contents(tmp_path / "cluster") == contents(tmp_path / "here")


def test_no_more_is_out_than_the_cluster_has_room_for(two, tmp_path, monkeypatch):
    """However many tasks there are and however slowly results are taken."""
    monkeypatch.setattr(cluster, "FIRST", 2)
    monkeypatch.setattr(cluster, "AHEAD", 1)
    tasks = deeds.deeds(tmp_path, 12)
    for taken, (number, name) in enumerate(run_on_cluster(deeds.well, tasks, two.address), start=1):
        time.sleep(0.1)
        assert name == tasks[number].name
        assert len(list(tmp_path.iterdir())) <= taken + 2
    assert [task.times() for task in tasks] == [1] * 12


def test_a_task_that_loses_its_workers_is_named(two, tmp_path):
    with pytest.raises(Mistake, match=r"task 1: its worker was lost again and again.*--out"):
        list(run_on_cluster(os._exit, [1], two.address))


def test_the_error_of_a_task_is_raised_here(two):
    with pytest.raises(ValueError, match="invalid literal for int"):
        list(run_on_cluster(int, ["1", "2", "three"], two.address))


def test_another_version_on_the_workers_is_refused(two, monkeypatch):
    monkeypatch.setattr(cluster, "__version__", "99.0")
    with pytest.raises(Mistake, match=r"a worker of the cluster has neointima .*, and this is 99\.0; install the same"):
        list(run_on_cluster(abs, [-1], two.address))


def test_a_worker_of_another_version_that_comes_later_refuses_the_task():
    with pytest.raises(Mistake, match=r"has neointima .*, and this is 99\.0"):
        apply("99.0", abs, -1)


def test_where_no_scheduler_is_one_is_told_soon(monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(Mistake, match=r"no scheduler of a Dask cluster answers there; start one"):
        list(run_on_cluster(abs, [-1], "tcp://127.0.0.1:1"))


def test_tls_without_certificates_says_where_to_name_them():
    with pytest.raises(Mistake, match=r"tls:// needs certificates; name them in Dask's configuration"):
        list(run_on_cluster(abs, [-1], "tls://127.0.0.1:1"))


def test_without_dask_one_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Mistake, match=r'pip install "neointima\[dask\]"'):
        list(run_on_cluster(abs, [-1], "tcp://127.0.0.1:1"))


def test_a_lost_scheduler_ends_the_run_and_what_was_finished_is_kept(two, alone, tmp_path, disturb):
    """Last of all, for nothing works after it."""
    out = tmp_path / "run"
    disturb(two.scheduler.kill, 1)
    with pytest.raises(Mistake, match=r"the scheduler was lost.*run the same again with this --out"):
        run(STUDY, out, changes=alone.changes, workers=two.address)
    finished = {path.name: path.stat().st_mtime_ns for path in out.glob("recordings/[!.]*.nc")}
    assert 2 <= len(finished) < 12
    run(STUDY, out, changes=alone.changes)
    assert all((out / "recordings" / name).stat().st_mtime_ns == when for name, when in finished.items())
    assert contents(out) == alone.left
