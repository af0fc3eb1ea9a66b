"""Processes that are lost cost the task they were at, and nothing else; without a parent they end."""

import os
import signal
import subprocess
import sys
import time

import deeds
import pytest

from lost_processes import alive, workers_of
from neointima.laboratory.workers.pool import run_in_pool
from neointima.mistake import Mistake


def test_every_task_is_done_once_and_comes_with_its_number(tmp_path):
    tasks = deeds.deeds(tmp_path, 7)
    assert dict(run_in_pool(deeds.well, tasks, 3)) == {number: task.name for number, task in enumerate(tasks)}
    assert [task.times() for task in tasks] == [1] * 7
    assert workers_of(os.getpid()) == []


def test_results_are_handed_on_as_they_finish(tmp_path):
    """The first task ends only after the others were handed on."""
    order = []
    for number, _ in run_in_pool(deeds.first_waits_for_a_word, deeds.deeds(tmp_path, 4), 2):
        order.append(number)
        if len(order) == 3:
            (tmp_path / "word").touch()
    assert order == [1, 2, 3, 0]


def test_a_lost_worker_costs_its_own_task_and_no_other(tmp_path):
    tasks = deeds.deeds(tmp_path, 6)
    assert sorted(run_in_pool(deeds.third_kills_once, tasks, 2)) == [(n, task.name) for n, task in enumerate(tasks)]
    assert [task.times() for task in tasks] == [1, 1, 2, 1, 1, 1]


def test_a_task_that_loses_three_workers_is_named(tmp_path):
    tasks = deeds.deeds(tmp_path, 6)
    with pytest.raises(Mistake, match=r"deed_2: its worker process was lost 3 times.*--out"):
        list(run_in_pool(deeds.third_kills, tasks, 2))
    assert tasks[2].times() == 3


def test_the_error_of_a_task_is_raised_here_with_its_lines(tmp_path):
    """Also an error of the kind that a lost pipe gives."""
    with pytest.raises(OSError, match="No space left") as caught:
        list(run_in_pool(deeds.third_has_no_disk, deeds.deeds(tmp_path, 6), 2))
    assert "deeds.py" in "".join(caught.value.__notes__)


def test_an_error_that_cannot_be_sent_is_told(tmp_path):
    with pytest.raises(RuntimeError, match=r"Stubborn: this and that"):
        list(run_in_pool(deeds.stubborn, deeds.deeds(tmp_path, 2), 2))


def test_no_more_is_out_than_there_are_workers(tmp_path):
    """However slowly results are taken: what was begun is what was handed on, and one for each worker."""
    tasks = deeds.deeds(tmp_path, 12)
    for taken, _ in enumerate(run_in_pool(deeds.well, tasks, 2), start=1):
        time.sleep(0.1)
        assert len(list(tmp_path.iterdir())) <= taken + 2


def test_who_stops_listening_ends_the_workers(tmp_path):
    results = run_in_pool(deeds.well, deeds.deeds(tmp_path, 12), 2)
    next(results)
    begun = workers_of(os.getpid())
    results.close()
    assert begun
    assert alive(begun) == []


def test_workers_end_when_their_parent_is_killed(tmp_path):
    """While they are at work, and with nobody to tell them."""
    code = (
        "import sys; from pathlib import Path; import deeds; from neointima.laboratory.workers.pool import run_in_pool\n"
        "if __name__ == '__main__': list(run_in_pool(deeds.sleep, deeds.deeds(Path(sys.argv[1]), 2), 2))"
    )
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stderr=subprocess.DEVNULL, env=paths) as parent:
        limit = time.monotonic() + 60
        while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < limit:
            time.sleep(0.02)
        begun = workers_of(parent.pid)
        parent.send_signal(signal.SIGKILL)
    assert len(begun) == 2
    assert alive(begun) == []
