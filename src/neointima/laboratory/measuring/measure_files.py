"""Many files into one table: each is measured by itself, and one that fails does not stop the others."""

import json
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

from neointima.instruments.formula_guard import guarded
from neointima.laboratory.folder import write_table, write_text
from neointima.laboratory.measuring.files import Source, sources
from neointima.laboratory.measuring.measured import COLUMNS, CORRECTION_COLUMNS, STRUT_COLUMNS, Measured, Wish
from neointima.laboratory.measuring.results_folder import kept, open_measured
from neointima.laboratory.workers.pool import run_in_pool
from neointima.mistake import Mistake

# A picture of a view, written beside the results under a stem; what it was called is returned.
Draw = Callable[[Any, Path], str]
Watch = Callable[[Iterable[Any], int], Iterable[Any]]
# Below this many files a second process costs more than it gives.
WORTH_A_PROCESS = 16


class Outcome(NamedTuple):
    """What came of one file: values and pictures, or why there are none."""

    source: str
    kind: str
    values: list[list[Any]]
    struts: list[list[Any]]
    corrections: list[list[Any]]
    pictures: list[list[str]]
    notes: list[str]
    refused: list[str]


def measure_files(
    paths: Sequence[Path], out: Path, wish: Wish, *, draw: Draw, workers: int = 1, watch: Watch
) -> tuple[Outcome, ...]:
    """Measure all files and write measurements.csv, struts.csv, pictures.csv, notes.csv and pictures/ into ``out``.

    Outlines that a program drew go into outlines/, and corrections.csv lists what people changed in such outlines.

    What is finished is kept under files/, so that a run that was stopped goes on when it is given again.
    """
    # Frames that lie a given way apart are those of one pullback.
    named = sources(paths, is_opened=not isfinite(wish.frame_spacing))
    open_measured(out, wish)
    waiting = [source for source in named if not kept(out, source).exists()]
    work = partial(_one, out=out, wish=wish, draw=draw)
    count = min(workers, max(1, len(waiting) // WORTH_A_PROCESS))
    for _ in watch(_each(work, waiting, count), len(waiting)):
        pass
    outcomes = tuple(Outcome(**json.loads(kept(out, source).read_text(encoding="utf-8"))) for source in named)
    _write(out, outcomes)
    return outcomes


def _each(work: Callable[[Source], str], waiting: Sequence[Source], count: int) -> Iterator[Any]:
    if count == 1:
        yield from map(work, waiting)
    else:
        yield from run_in_pool(work, waiting, count)


def measured_file(path: Path, wish: Wish) -> Measured:
    """Measure a file by its kind, whose libraries are loaded by the process that measures and by no other."""
    from neointima.laboratory.measuring.kinds import measured_file as by_kind

    return by_kind(path, wish)


def _one(source: Source, *, out: Path, wish: Wish, draw: Draw) -> str:
    """Measure a file, draw its pictures, and keep what came of it."""
    from neointima.laboratory.measuring.kinds import Unknown

    try:
        outcome = _outcome(source, measured_file(source.path, wish), (out, draw))
    except Unknown as unknown:
        # Folders hold other things too.
        outcome = (
            _unmeasured(source, note=str(unknown)) if source.is_within else _unmeasured(source, fault=str(unknown))
        )
    except Mistake as mistake:
        outcome = _unmeasured(source, fault=str(mistake))
    except MemoryError:
        outcome = _unmeasured(source, fault=f"{source.label}: too large for the memory there is")
    except Exception:
        # A fault of ours must not cost the other files: it is kept to be reported.
        trace = kept(out, source).with_suffix(".txt")
        write_text(trace, traceback.format_exc())
        said = f"{source.label}: not measured, and the fault is this program's; please report files/{trace.name}"
        outcome = _unmeasured(source, fault=said)
    write_text(kept(out, source), json.dumps(outcome._asdict(), ensure_ascii=False))
    return source.label


def _unmeasured(source: Source, *, note: str = "", fault: str = "") -> Outcome:
    return Outcome(source.label, "", [], [], [], [], [note] if note else [], [fault] if fault else [])


def _outcome(source: Source, measured: Measured, how: tuple[Path, Draw]) -> Outcome:
    from neointima.laboratory.measuring.kept_outlines import keep_outlines

    out, draw = how
    for drawing in measured.drawn:
        keep_outlines(out / "outlines", source.stem, drawing=drawing, picture=source.path)
    pictures = []
    for number, view in enumerate(measured.views, 1):
        stem = source.stem if len(measured.views) == 1 else f"{source.stem}_{number:03d}"
        pictures.append([view.title, draw(view, out / "pictures" / stem)])
    return Outcome(
        source.label,
        measured.kind,
        [[source.label, *value] for value in measured.values],
        [[source.label, *row] for row in measured.struts],
        [[source.label, *row] for row in measured.corrections],
        pictures,
        list(dict.fromkeys(measured.notes)),
        list(measured.refused),
    )


def _write(out: Path, outcomes: Sequence[Outcome]) -> None:
    tables: Mapping[str, tuple[Sequence[str], list[list[Any]]]] = {
        "struts.csv": (STRUT_COLUMNS, [row for one in outcomes for row in one.struts]),
        "corrections.csv": (CORRECTION_COLUMNS, [row for one in outcomes for row in one.corrections]),
        "notes.csv": (
            ("file", "kind", "what", "note"),
            [[one.source, one.kind, "note", note] for one in outcomes for note in one.notes]
            + [[one.source, one.kind, "refused", note] for one in outcomes for note in one.refused],
        ),
        "pictures.csv": (
            ("file", "title", "picture"),
            [[one.source, *picture] for one in outcomes for picture in one.pictures],
        ),
        # Last, for its being there says that the run is finished.
        "measurements.csv": (COLUMNS, [row for one in outcomes for row in one.values]),
    }
    for name, (columns, rows) in tables.items():
        if name == "corrections.csv" and not rows:
            continue
        write_table(out / name, columns, [[_cell(cell) for cell in row] for row in rows])


def _cell(cell: Any) -> Any:
    """Names from files of others are no formulas; JSON has no nan, so a missing number came back as none."""
    return guarded(cell) if isinstance(cell, str) else float("nan") if cell is None else cell
