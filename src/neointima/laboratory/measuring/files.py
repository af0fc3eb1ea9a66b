"""The files that a person named: folders opened, each file once, with a label and a name that is safe to write."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from neointima.instruments.dicom.called import called
from neointima.mistake import Mistake

MOST_FILES = 20_000
# What this program writes itself beside the outlines that a person corrects.
AUTOMATIC, ABOUT = ".automatic.geojson", ".about.json"
UNSAFE = re.compile(r"[^\w.-]+")


class Source(NamedTuple):
    """A file to measure: where it is, how it is called in results, and the stem of files written for it.

    ``is_within`` where it was not named itself but its folder was.
    """

    path: Path
    label: str
    stem: str
    is_within: bool


def sources(paths: Sequence[Path], *, is_opened: bool = True) -> tuple[Source, ...]:
    """Every file named, and every file in a folder named and below that is not hidden, sorted, each once.

    Where folders are not ``is_opened``, each is one thing, the frames of a pullback.
    """
    found: dict[Path, tuple[str, bool]] = {}
    for path in paths:
        for each, label in _within(path) if is_opened else [(path, path.name)]:
            found.setdefault(each.resolve(), (label, path.is_dir()))
            if len(found) > MOST_FILES:
                raise Mistake(f"{path}: more than {MOST_FILES} files; measure folder by folder")
    if not found:
        raise Mistake(f"{', '.join(map(str, paths))}: no files there; name files or folders with outlines or pictures")
    # A name that tells who the patient is goes no further, nor does that of a folder.
    rows = [(path, called(path, label), is_within) for path, (label, is_within) in found.items()]
    labels = Counter(label for _, label, _ in rows)
    return tuple(
        Source(
            path,
            label if labels[label] == 1 else called(path, str(path)),
            f"{number:04d}_{UNSAFE.sub('_', called(path))[:60]}",
            is_within,
        )
        for number, (path, label, is_within) in enumerate(rows, 1)
    )


def _within(path: Path) -> Iterator[tuple[Path, str]]:
    if path.is_dir():
        for each in sorted(path.rglob("*")):
            inside = each.relative_to(path)
            hidden = any(part.startswith((".", "__MACOSX")) for part in inside.parts)
            if each.is_file() and not hidden and not each.name.endswith((AUTOMATIC, ABOUT)):
                yield each, inside.as_posix()
    else:
        yield path, path.name
