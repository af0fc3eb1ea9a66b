"""Processes on this machine, each at the other end of a pipe of its own, so that a lost one is known with its task."""

import os
import pickle
import signal
import threading
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, NamedTuple, TypeVar

from neointima.mistake import Mistake

Task = TypeVar("Task")
Result = TypeVar("Result")

# How often a task may lose its worker.
TRIES = 3
# One thread each: the processes are as many as the user wants cores.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")


class Answer(NamedTuple):
    """What came of a task: its result, or the error it ended with."""

    value: Any
    error: Exception | None = None

    def result(self) -> Any:
        """The result; raises the error."""
        if self.error:
            raise self.error
        return self.value


@dataclass(frozen=True, slots=True, eq=False)
class Worker:
    """A process and our end of its pipe."""

    process: SpawnProcess
    pipe: Connection

    def give(self, work: Callable[[Any], Any], task: Any) -> None:
        """Hand a task over; to a worker that is gone nothing is said, for listening will tell."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self.pipe.send((work, task))

    def answer(self) -> Answer | None:
        """Its answer, none when the process is gone."""
        try:
            message = self.pipe.recv_bytes()
        except (EOFError, OSError):
            return None
        return Answer(*pickle.loads(message))  # noqa: S301 -- from a process of our own

    def end(self) -> None:
        """End the process, whatever it is at."""
        self.pipe.close()
        self.process.terminate()
        self.process.join()


def run_in_pool(work: Callable[[Task], Result], tasks: Sequence[Task], count: int) -> Iterator[tuple[int, Result]]:
    """Results with the number of their task, as they finish, from ``count`` processes.

    A process that is lost costs the task it was at, which is given to a new one. Raises Mistake when a task has lost
    its process three times, and the error of a task that fails. At most ``count`` tasks are out at any time.
    """
    for name in THREADS:
        os.environ.setdefault(name, "1")
    waiting, lost = deque(range(len(tasks))), Counter[int]()
    busy: dict[Worker, int] = {}
    try:
        while waiting or busy:
            while waiting and len(busy) < count:
                _occupy(busy, begin(), waiting, work=work, tasks=tasks)
            for worker in _heard(busy):
                number, answer = busy[worker], worker.answer()
                if answer is None:
                    lost[number] += 1
                    _check_tries(lost[number], named(tasks[number], number))
                    waiting.appendleft(number)
                if answer and waiting:
                    # At work again before its last result is handed on.
                    _occupy(busy, worker, waiting, work=work, tasks=tasks)
                else:
                    del busy[worker]
                    worker.end()
                if answer:
                    yield number, answer.result()
    finally:
        for worker in busy:
            worker.end()


def begin() -> Worker:
    """A new process that waits for tasks; it ends when this one does, however that ends."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    return Worker(process, ours)


def serve(pipe: Connection) -> None:
    """What a worker does: tasks one by one, until its pipe is closed."""
    # Ctrl-C goes to everyone at the terminal; the run's own process says what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            pipe.send_bytes(_answer(pipe.recv_bytes()))


def named(task: Any, number: int) -> str:
    """How a task is called in a sentence."""
    return str(getattr(task, "name", f"task {number + 1}"))


def _answer(message: bytes) -> bytes:
    try:
        work, task = pickle.loads(message)  # noqa: S301 -- from the process that began this one
        return pickle.dumps(tuple(Answer(work(task))))
    except Exception as error:
        return pickle.dumps(tuple(Answer(None, _told(error))))


def _told(error: Exception) -> Exception:
    """The error with the lines it came from, in a form that can be sent."""
    told = "".join(traceback.format_exception(error))
    error.add_note(f"in a worker process:\n{told}")
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 -- its own words
    except Exception:
        return RuntimeError(told)
    return error


def _end_with_parent() -> None:
    """A process whose parent was killed hears nothing more, and would wait or work for no one."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _occupy(
    busy: dict[Worker, int],
    worker: Worker,
    waiting: deque[int],
    *,
    work: Callable[[Task], Any],
    tasks: Sequence[Task],
) -> None:
    busy[worker] = waiting.popleft()
    worker.give(work, tasks[busy[worker]])


def _heard(busy: dict[Worker, int]) -> list[Worker]:
    """Workers that have answered or are gone; waits for one."""
    ready = connection.wait([worker.pipe for worker in busy])
    return [worker for worker in busy if worker.pipe in ready]


def _check_tries(lost: int, name: str) -> None:
    if lost >= TRIES:
        raise Mistake(
            f"{name}: its worker process was lost {lost} times, for lack of memory perhaps; what was "
            "finished is kept: run the same again with this --out, and fewer workers, to go on"
        )
