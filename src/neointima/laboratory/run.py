"""The whole journey: from a study file to its findings."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from neointima import menu
from neointima.laboratory import recordings
from neointima.laboratory.conditions import TrialConditions
from neointima.laboratory.folder import open_folder, write_same_table
from neointima.laboratory.inputs import keep_inputs
from neointima.laboratory.kept_days import Follow, ResumingSection, SectionElsewhere, kept_path, study_beside
from neointima.laboratory.ledger import write_ledger
from neointima.laboratory.measure import check_published, write_findings
from neointima.laboratory.plan import Plan, plan
from neointima.laboratory.replicate_trials import TABLE as REPLICATES
from neointima.laboratory.replicate_trials import write_replicates
from neointima.laboratory.study import load
from neointima.laboratory.tables_of_run import write_tables
from neointima.laboratory.workers.run_all import Workers, run_all
from neointima.protocols.drug_transport import Site
from neointima.protocols.implant import Section
from neointima.simulation.recording import Recording

Watch = Callable[[Iterable[Any], int], Iterable[Any]]


def run(
    path: Path,
    out: Path,
    *,
    changes: Sequence[str] = (),
    workers: Workers = 1,
    watch: Watch | None = None,
    follow: Follow | None = None,
) -> Path:
    """Run the study in ``path`` into folder ``out`` and return it.

    A folder that holds an unfinished run of the same study is gone on with: batches already recorded are read back,
    sections go on from the last day that was kept. ``workers`` is a number of processes, or the address of the
    scheduler of a Dask cluster; nothing that is written depends on it. ``watch`` wraps the batches as they finish, to
    show progress; ``follow`` is told the days that a single wall or section has reached. Raises Mistake before any
    work starts.
    """
    study, document = load(path, changes)
    planned = plan(study, path.name, folder=path.parent)
    check_published(study)
    open_folder(out, document, room=recordings.expected_size(planned.batches))
    keep_inputs(study, path.parent, out)
    write_cases(out / "cases.csv", planned, study.seed)
    write_ledger(out / "parameters.csv", planned.recipes, study.vary)
    finished = simulate(planned, out / "recordings", study.protocol, workers=workers, follow=follow)
    shown = watch(finished, len(planned.batches)) if watch else finished
    measured = write_tables(out, shown, study.conditions.world)
    if isinstance(study.conditions, TrialConditions):
        write_replicates(out / REPLICATES, study, measured)
    write_findings(out / "findings.csv", study, measured)
    return out


def simulate(
    planned: Plan, folder: Path, protocol: str, *, workers: Workers, follow: Follow | None = None
) -> Iterator[tuple[Any, Recording]]:
    """Each batch with its recording, in the order of the plan; written to disk as soon as it is done, in any order."""
    todo = [batch for batch in planned.batches if not _path(folder, batch).exists()]
    work = _work(menu.choose("protocols", protocol)().simulate, todo, folder, workers=workers, follow=follow)
    waiting = deque(planned.batches)
    yield from _first_on_disk(waiting, folder)
    for number, recording in run_all(work, todo, workers):
        recordings.write(_path(folder, todo[number]), todo[number], recording)
        yield from _first_on_disk(waiting, folder)


def _first_on_disk(waiting: deque[Any], folder: Path) -> Iterator[tuple[Any, Recording]]:
    """Takes from ``waiting`` those that come first and are there, and nothing behind one that is not."""
    while waiting and _path(folder, waiting[0]).exists():
        batch = waiting.popleft()
        kept_path(folder, batch.name).unlink(missing_ok=True)
        yield batch, recordings.read(_path(folder, batch))


def _path(folder: Path, batch: Any) -> Path:
    return folder / f"{batch.name}.nc"


def _work(
    simulate_one: Callable[..., Recording],
    todo: Sequence[Any],
    folder: Path,
    *,
    workers: Workers,
    follow: Follow | None,
) -> Callable[[Any], Recording]:
    """What is done with each batch: a section keeps its days; one wall or section may take minutes, so it is shown."""
    shown = follow if workers == 1 else None
    if todo and isinstance(todo[0], Section):
        if isinstance(workers, str):
            return SectionElsewhere(folder.resolve(), study_beside(folder))
        return ResumingSection(folder, shown)
    if shown and todo and isinstance(todo[0], Site):
        return lambda site: simulate_one(site, shown(site.name, site.days))
    return simulate_one


def write_cases(path: Path, planned: Plan, seed: int) -> None:
    """One row a simulation: arm, animal, seed, and what is its own."""
    keys = sorted({key for case in planned.cases for key in case.varied})
    rows = [
        (case.name, case.arm, case.animal, seed, *(case.varied.get(key, "") for key in keys)) for case in planned.cases
    ]
    write_same_table(path, ("case", "arm", "animal", "seed", *keys), rows)
