"""The same work in this process or on many, in the order in which it is done."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from neointima.laboratory.workers.cluster import run_on_cluster
from neointima.laboratory.workers.pool import run_in_pool

Task = TypeVar("Task")
Result = TypeVar("Result")

# A number of processes on this machine, or the address of a cluster's scheduler.
Workers = int | str


def run_all(work: Callable[[Task], Result], tasks: Sequence[Task], workers: Workers) -> Iterator[tuple[int, Result]]:
    """Number in ``tasks`` and result of each, as they finish; with one worker everything happens here, in order."""
    if not tasks:
        return iter(())
    if isinstance(workers, str):
        return run_on_cluster(work, tasks, workers)
    if workers > 1:
        return run_in_pool(work, tasks, workers)
    return enumerate(map(work, tasks))
