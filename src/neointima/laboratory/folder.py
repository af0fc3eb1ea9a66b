"""The folder of a run: one file for each noun, none of them ever half-written."""

import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import isnan
from pathlib import Path
from typing import Any

import tomlkit

from neointima import __version__
from neointima.instruments.whole_file import parts, whole_file
from neointima.mistake import Mistake

FINISHED = "findings.csv"
ROOM_NEEDED = 20_000_000
WAY_ON = "make room and run the same again with this --out to go on"
RUN_BY = "# run by neointima "


def open_folder(folder: Path, document: dict[str, Any], *, room: int = 0) -> None:
    """Make the folder ready for this study: new, empty, or holding an unfinished run of it to go on with.

    ``room`` is how many bytes the run will write.
    """
    written = study_text(document)
    held = folder / "study.toml"
    try:
        if folder.exists() and not folder.is_dir():
            raise Mistake(f"{folder}: a file, not a folder; choose another --out")
        if (folder / FINISHED).exists():
            raise Mistake(f"{folder}: already holds a finished run; choose another --out or remove the folder")
        if held.exists():
            _check_same(folder, held.read_text(encoding="utf-8"), written)
        left = parts(folder)
        if folder.exists() and not held.exists() and set(folder.iterdir()) - set(left):
            raise Mistake(f"{folder}: holds other files; choose an empty or new folder with --out")
        folder.mkdir(parents=True, exist_ok=True)
        for part in left:
            part.unlink(missing_ok=True)
        _check_room(folder, ROOM_NEEDED + room)
        # First of all, so that whatever is left by a run that is killed can be told to be its own.
        write_text(held, written)
        (folder / "recordings").mkdir(exist_ok=True)
    except OSError as error:
        raise Mistake(f"{folder}: cannot be written ({error.strerror}); choose another --out") from None


def open_results(folder: Path) -> None:
    """Make an empty folder for results; a Mistake when it holds anything."""
    try:
        if folder.exists() and not folder.is_dir():
            raise Mistake(f"{folder}: a file, not a folder; choose another --out")
        if folder.exists() and any(folder.iterdir()):
            raise Mistake(f"{folder}: holds other files; choose an empty or new folder with --out")
        folder.mkdir(parents=True, exist_ok=True)
        _check_room(folder, ROOM_NEEDED)
    except OSError as error:
        raise Mistake(f"{folder}: cannot be written ({error.strerror}); choose another --out") from None


def free_name(parent: Path, stem: str) -> Path:
    """A folder name under ``parent`` that no run has taken."""
    number, folder = 1, parent / stem
    while folder.exists():
        number += 1
        folder = parent / f"{stem}_{number}"
    return folder


def study_text(document: dict[str, Any]) -> str:
    """The study as it was run, changes included, under the version that ran it."""
    return f"{RUN_BY}{__version__}\n" + tomlkit.dumps(document)


def write_text(path: Path, text: str) -> None:
    """Write whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a CSV table; numbers to ten figures, a nan as an empty cell."""
    write_text(path, table_text(columns, rows))


@contextmanager
def growing_table(path: Path, columns: Sequence[str]) -> Iterator[Callable[[Iterable[Sequence[Any]]], None]]:
    """A CSV table that takes rows as they come, as ``write_table`` writes them; it is there when the last are in."""
    with whole_file(path, way_on=WAY_ON) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)

        def add(rows: Iterable[Sequence[Any]]) -> None:
            writer.writerows([_cell(value) for value in row] for row in rows)

        yield add


def write_same_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table that a run which is gone on with must not change; a Mistake when it would."""
    text = table_text(columns, rows)
    if path.exists() and path.read_text(encoding="utf-8") != text:
        raise Mistake(f"{path}: the library has changed since this run began; choose another --out to start anew")
    write_text(path, text)


def table_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table as it stands in a file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV table of a run."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return "" if isnan(value) else f"{value:.10g}"
    return value


def _check_same(folder: Path, held: str, written: str) -> None:
    """A run is gone on with by the version that began it, and with the same study."""
    if held == written:
        return
    ours, theirs = (text.partition("\n")[0].removeprefix(RUN_BY) for text in (written, held))
    if ours != theirs and held.startswith(RUN_BY):
        raise Mistake(
            f"{folder}: begun by neointima {theirs[:40]!r}, and this is {ours}; go on with that version, or choose "
            "another --out"
        )
    raise Mistake(f"{folder}: holds another run; choose another --out or remove the folder")


def _check_room(folder: Path, needed: int) -> None:
    """A full disk is found before the work, not after it."""
    if hasattr(os, "statvfs"):
        room = os.statvfs(folder)
        if room.f_bavail * room.f_frsize < needed:
            raise Mistake(f"{folder}: less than {needed // 10**6} MB free; make room or choose another --out")
