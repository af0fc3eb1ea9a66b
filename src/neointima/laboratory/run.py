"""The whole journey: from a study file to its findings."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from neointima import menu
from neointima.laboratory import recordings
from neointima.laboratory.folder import open_folder, write_same_table
from neointima.laboratory.inputs import keep_inputs
from neointima.laboratory.kept_days import Follow, ResumingSection, kept_path
from neointima.laboratory.ledger import write_ledger
from neointima.laboratory.measure import check_published, measure, write_findings, write_measurements
from neointima.laboratory.patient_tables import event_rows, patient_rows, write_patients
from neointima.laboratory.plan import Plan, plan
from neointima.laboratory.plates import write_plates
from neointima.laboratory.replicate_trials import TABLE as REPLICATES
from neointima.laboratory.replicate_trials import write_replicates
from neointima.laboratory.study import load
from neointima.laboratory.workers import run_all
from neointima.protocols.drug_transport import Site
from neointima.protocols.implant import Section
from neointima.simulation.recording import Recording

Watch = Callable[[Iterable[Any], int], Iterable[Any]]


def run(
    path: Path,
    out: Path,
    *,
    changes: Sequence[str] = (),
    workers: int = 1,
    watch: Watch | None = None,
    follow: Follow | None = None,
) -> Path:
    """Run the study in ``path`` into folder ``out`` and return it.

    A folder that holds an unfinished run of the same study is gone on with: batches already recorded are read back,
    sections go on from the last day that was kept. ``watch`` wraps the batches as they finish, to show progress;
    ``follow`` is told the days that a single wall or section has reached. Raises Mistake before any work starts.
    """
    study, document = load(path, changes)
    planned = plan(study, path.name, folder=path.parent)
    check_published(study)
    open_folder(out, document, room=recordings.expected_size(planned.batches))
    keep_inputs(study, path.parent, out)
    write_cases(out / "cases.csv", planned, study.seed)
    write_ledger(out / "parameters.csv", planned.recipes, study.vary)
    rows = []
    patients: list[Any] = []
    events: list[Any] = []
    finished = simulate(planned, out / "recordings", study.protocol, workers=workers, follow=follow)
    for batch, recording in watch(finished, len(planned.batches)) if watch else finished:
        rows += measure(batch, recording)
        if recording.world == "culture_dish":
            write_plates(out / "plates", batch, recording)
        if recording.world == "stented_patients":
            patients += patient_rows(batch, recording)
            events += event_rows(batch, recording)
    measured = write_measurements(out / "measurements.csv", rows)
    if patients:
        write_patients(out, patients, events)
        write_replicates(out / REPLICATES, study, measured)
    write_findings(out / "findings.csv", study, measured)
    return out


def simulate(
    planned: Plan, folder: Path, protocol: str, *, workers: int, follow: Follow | None = None
) -> Iterator[tuple[Any, Recording]]:
    """Each batch with its recording, written to disk as soon as it is done."""
    todo = [batch for batch in planned.batches if not (folder / f"{batch.name}.nc").exists()]
    work = menu.choose("protocols", protocol)().simulate
    # One wall or section may take minutes, so its own days are shown.
    shown = follow if workers == 1 else None
    results: Iterator[Recording]
    if todo and isinstance(todo[0], Section):
        results = run_all(ResumingSection(folder, shown), todo, workers)
    elif shown and todo and isinstance(todo[0], Site):
        results = (work(site, shown(site.name, site.days)) for site in todo)
    else:
        results = run_all(work, todo, workers)
    for batch in planned.batches:
        path = folder / f"{batch.name}.nc"
        if not path.exists():
            recordings.write(path, batch, next(results))
            kept_path(folder, batch.name).unlink(missing_ok=True)
        yield batch, recordings.read(path)


def write_cases(path: Path, planned: Plan, seed: int) -> None:
    """One row a simulation: arm, animal, seed, and what is its own."""
    keys = sorted({key for case in planned.cases for key in case.varied})
    rows = [
        (case.name, case.arm, case.animal, seed, *(case.varied.get(key, "") for key in keys)) for case in planned.cases
    ]
    write_same_table(path, ("case", "arm", "animal", "seed", *keys), rows)
