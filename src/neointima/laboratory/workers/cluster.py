"""Workers of a Dask cluster that someone has started: on this machine or on many."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import Any, TypeVar
from uuid import uuid4

from neointima import __version__
from neointima.laboratory.workers.pool import named
from neointima.mistake import Mistake

Task = TypeVar("Task")
Result = TypeVar("Result")

# How long the scheduler and its workers may take to answer [s].
PATIENCE = 10
# Tasks out at a time: two for each thread, so that none waits, and some for workers that are still to come.
AHEAD, FIRST = 2, 8


def run_on_cluster(work: Callable[[Task], Result], tasks: Sequence[Task], address: str) -> Iterator[tuple[int, Result]]:
    """Results with the number of their task, as they finish, from the workers of the scheduler at ``address``.

    The scheduler gives what a lost worker was at to another. Raises Mistake when there is no scheduler or it is lost,
    when a worker has another version of this package, and when a task loses its worker again and again; and the
    error of a task that fails. Few tasks are out at a time, and none of a result stays on the cluster.
    """
    with _connected(address) as (distributed, client):
        waiting, run = iter(range(len(tasks))), uuid4().hex
        out: dict[str, int] = {}
        done = distributed.as_completed(loop=client.loop)
        while True:
            for number in islice(waiting, max(_room(client) - len(out), 0)):
                key = f"{named(tasks[number], number)}-{run}"
                out[key] = number
                done.add(client.submit(apply, __version__, work, tasks[number], key=key))
            if not out:
                return
            future = next(done)
            number = out.pop(future.key)
            result = _result(distributed, future, named(tasks[number], number))
            future.release()
            yield number, result


def apply(wanted: str, work: Callable[[Any], Any], task: Any) -> Any:
    """Do a task on a worker, which may have come after the versions were looked at."""
    if wanted != __version__:
        raise Mistake(_other_version(__version__, wanted))
    return work(task)


@contextmanager
def _connected(address: str) -> Iterator[tuple[Any, Any]]:
    """The library and a client of the scheduler; a Mistake when it is not there, or no longer."""
    try:
        distributed = import_module("distributed")
    except ImportError:
        raise Mistake('a cluster needs Dask; pip install "neointima[dask]", here and where the workers are') from None
    for name in ("distributed", "distributed.client"):
        # A lost connection is told at length there, and in a sentence here.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    client = _client(distributed, address)
    try:
        _check_versions(client)
        yield distributed, client
    except Lost:
        raise Mistake(
            f"{address}: the scheduler was lost, or gave the work up; what was finished is kept: start it again, and "
            "run the same again with this --out to go on"
        ) from None
    finally:
        client.close(timeout=PATIENCE)


def _client(distributed: Any, address: str) -> Any:
    """A Mistake where nobody answers, and where tls:// has no certificates."""
    if address.startswith("tls://") and distributed.Security().get_connection_args("client")["ssl_context"] is None:
        way_on = "name them in Dask's configuration, under distributed.comm.tls"
        raise Mistake(f"{address}: tls:// needs certificates; {way_on}")
    try:
        return distributed.Client(address, timeout=PATIENCE, set_as_default=False, name="neointima")
    except (OSError, ValueError):
        way_on = "start one with 'dask scheduler', or check the address"
        raise Mistake(f"{address}: no scheduler of a Dask cluster answers there; {way_on}") from None


class Lost(Exception):
    """The scheduler no longer answers."""


def _check_versions(client: Any) -> None:
    """A Mistake when a worker has another version, or none."""
    told = _asked(client.run, version, "neointima", on_error="return").values()
    theirs = {one for one in told if isinstance(one, str)}
    theirs |= {"none" for one in told if isinstance(one, PackageNotFoundError)}
    if theirs - {__version__}:
        raise Mistake(_other_version(min(theirs - {__version__}), __version__))


def _other_version(theirs: str, ours: str) -> str:
    return f"a worker of the cluster has neointima {theirs}, and this is {ours}; install the same version there"


def _room(client: Any) -> int:
    """How many tasks may be out."""
    return max(FIRST, AHEAD * sum(_asked(client.nthreads).values()))


def _asked(question: Callable[..., Any], *words: Any, **more: Any) -> Any:
    try:
        return question(*words, **more)
    except (OSError, TimeoutError):
        raise Lost from None


def _result(distributed: Any, future: Any, name: str) -> Any:
    """The result of a finished task; raises what it raised."""
    if future.status == "error":
        error = future.exception()
        if isinstance(error, distributed.KilledWorker):
            raise Mistake(
                f"{name}: its worker was lost again and again, for lack of memory perhaps; what was finished is kept: "
                "run the same again with this --out, and more memory for each worker, to go on"
            )
        raise error
    try:
        return future.result()
    except (OSError, TimeoutError, distributed.client.FutureCancelledError):
        raise Lost from None
