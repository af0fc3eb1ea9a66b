"""The days of a section, kept on disk while it is simulated, to go on from after an interruption."""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from neointima import __version__
from neointima.instruments.whole_file import whole_file
from neointima.mistake import Mistake
from neointima.protocols.implant import Implant, Section
from neointima.quantities.kinds import Array
from neointima.simulation.artery_section import State
from neointima.simulation.recording import Recording
from neointima.simulation.section_record import Kept, Watch

Parts = dict[str, Any]
Follow = Callable[[str, float], Watch]

# What reading a file that is not what was written may raise.
DAMAGED = (OSError, ValueError, KeyError, TypeError, IndexError, EOFError, MemoryError, zipfile.BadZipFile)
NUMBERS = (np.ndarray, np.generic, float, int)
KINDS = ("row", "line", "body")


@dataclass(frozen=True, slots=True)
class KeptDays:
    """One file beside the recording to come: plain arrays, the version that wrote them and what they depend on."""

    path: Path
    section: Section

    def load(self, start: Callable[[], State]) -> Kept | None:
        """What was kept of this section, none if nothing was.

        A Mistake when another version, study or library kept it, or when the file is damaged.
        """
        if not self.path.exists():
            return None
        try:
            with zipfile.ZipFile(self.path) as archive:
                # Written without compression: nothing grows when it is opened.
                if any(part.compress_type != zipfile.ZIP_STORED for part in archive.infolist()):
                    raise ValueError("compressed")
            with np.load(self.path, allow_pickle=False) as file:
                parts = dict(file)
            version, mark = str(parts["version"]), str(parts["mark"])
        except DAMAGED:
            raise Mistake(f"{self.path}: damaged; remove it, and this section starts anew") from None
        if version != __version__:
            raise Mistake(
                f"{self.path}: kept by neointima {version}, and this is {__version__}; go on with that version, or "
                "choose another --out"
            )
        if mark != mark_of(self.section):
            way_on = "choose another --out to start anew"
            raise Mistake(f"{self.path}: kept of another study, or the library has changed since; {way_on}")
        like = start()
        try:
            return _kept(parts, like)
        except DAMAGED:
            raise Mistake(f"{self.path}: damaged; remove it, and this section starts anew") from None

    def save(self, kept: Kept) -> None:
        """Put it on disk, whole or not at all; a Mistake when the disk will not take it."""
        with whole_file(self.path, way_on="make room and run the same again with this --out to go on") as part:
            np.savez(part, version=__version__, mark=mark_of(self.section), **_parts(kept))


@dataclass(frozen=True, slots=True)
class ResumingSection:
    """Simulates a section whose days are kept in ``folder``; ``follow`` is told how far it has come."""

    folder: Path
    follow: Follow | None = None

    def __call__(self, section: Section) -> Recording:
        watch = self.follow(section.name, section.days) if self.follow else None
        return Implant().simulate(section, watch, KeptDays(kept_path(self.folder, section.name), section))


@dataclass(frozen=True, slots=True)
class SectionElsewhere:
    """Simulates a section on a machine of a cluster: its days are kept only where the ``folder`` of the run is seen."""

    folder: Path
    study: str

    def __call__(self, section: Section) -> Recording:
        keeps = self.is_here() and os.access(self.folder, os.W_OK)
        return ResumingSection(self.folder)(section) if keeps else Implant().simulate(section)

    def is_here(self) -> bool:
        """The folder on this machine is that of the run, and not another of the same name."""
        try:
            return study_beside(self.folder) == self.study
        except (OSError, ValueError):
            return False


def study_beside(folder: Path) -> str:
    """The study whose recordings are in ``folder``."""
    return (folder.parent / "study.toml").read_text(encoding="utf-8")


def kept_path(folder: Path, name: str) -> Path:
    """Where the days of a section are kept until its recording is written."""
    return folder / f"{name}.days.npz"


def mark_of(section: Section) -> str:
    """A digest of all that the days of a section depend on: its study's words and every number."""
    recipe = section.recipe
    words = [section.name, section.days, section.seed, section.who, section.frames, section.animals]
    words += [recipe.drug, recipe.device, recipe.artery, recipe.coating, recipe.strut_shape, recipe.polymer]
    words += sorted((table, model.__qualname__) for table, model in recipe.models.items())
    numbers = sorted({**recipe.values, **section.varied}.items())
    words += [(key, np.asarray(value, dtype=np.float64).tobytes().hex()) for key, value in numbers]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def _parts(kept: Kept) -> Parts:
    """Named arrays of everything kept."""
    parts: Parts = {f"state_{k:03d}": np.asarray(leaf) for k, leaf in enumerate(_leaves(kept.state))}
    parts |= {"times": np.array(kept.times), "days": np.array(kept.days)}
    parts |= {f"row_{name}": np.array([row[name] for row in kept.rows]) for name in kept.rows[0]}
    if kept.lines:
        parts |= {f"line_{name}": np.stack([line[name] for line in kept.lines]) for name in kept.lines[0]}
    if kept.bodies:
        parts |= {f"body_{name}": np.concatenate([each[name] for each in kept.bodies]) for name in kept.bodies[0]}
    return parts


def _kept(parts: Parts, like: State) -> Kept:
    """What ``_parts`` took apart; ``like`` is a state of the same make."""
    leaves = (parts[name] for name in sorted(parts) if name.startswith("state_"))
    state = _rebuilt(like, leaves)
    row, line, body = ({name: parts[f"{kind}_{name}"] for name in _names(parts, kind)} for kind in KINDS)
    rows = [{name: float(column[k]) for name, column in row.items()} for k in range(len(parts["times"]))]
    lines = [{name: column[k] for name, column in line.items()} for k in range(len(parts["days"]))]
    return Kept(state, parts["times"].tolist(), rows, parts["days"].tolist(), lines, [body] if body else [])


def _names(parts: Parts, kind: str) -> list[str]:
    """The names of a kind of part, in the order they were written."""
    return [name.removeprefix(f"{kind}_") for name in parts if name.startswith(f"{kind}_")]


def _leaves(tree: Any) -> Iterator[Any]:
    """The arrays and numbers of a tree of tuples, in order.

    Anything else, such as the curve of a release, does not change and comes with the section.
    """
    if isinstance(tree, tuple):
        for branch in tree:
            yield from _leaves(branch)
    elif isinstance(tree, NUMBERS):
        yield tree


def _rebuilt(like: Any, leaves: Iterator[Array]) -> Any:
    """The tree of the same make as ``like`` with other leaves."""
    if isinstance(like, tuple):
        branches = [_rebuilt(branch, leaves) for branch in like]
        return like._make(branches) if hasattr(like, "_make") else tuple(branches)
    if not isinstance(like, NUMBERS):
        return like
    leaf = next(leaves)
    if leaf.dtype != np.asarray(like).dtype:
        raise ValueError("not the state of a section")
    return leaf[()] if leaf.ndim == 0 else leaf
