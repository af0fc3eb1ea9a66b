"""Files that a study names: they lie beside it, and go into the run with it."""

import shutil
from filecmp import cmp
from pathlib import Path

from neointima.instruments.whole_file import whole_file
from neointima.laboratory.conditions import TransportConditions
from neointima.laboratory.study import Arm, Study
from neointima.mistake import Mistake

OWN = ".toml"


def beside(folder: Path, name: str) -> Path:
    """File ``name`` in the ``folder`` of the study; elsewhere a study from others may not reach."""
    path = Path(name)
    try:
        # A folder on the way may be a link as well as the file itself.
        inside = (folder / path).resolve() == folder.resolve() / path
        there = (folder / path).is_file()
    except (OSError, ValueError, RuntimeError):
        raise Mistake(f"'{name[:40]}': not the name of a file; check it") from None
    if path.is_absolute() or ".." in path.parts or not inside:
        raise Mistake(f"'{name}': only files beside the study are read; put it there and give its name")
    if not there:
        raise Mistake(f"'{name}': cannot be read, no such file beside the study; check the name")
    return folder / path


def device(arm: Arm, folder: Path) -> str:
    """What the shelf is asked for: the name of a device, or the path of the user's own file of one."""
    return str(beside(folder, arm.device)) if arm.device.endswith(OWN) else arm.device


def keep_inputs(study: Study, folder: Path, out: Path) -> None:
    """Copy the files that the study names into the run, so that it can be read without them.

    A run that is gone on with must find them as they were: a Mistake where one has changed.
    """
    names = {arm.device for arm in study.arms.values() if isinstance(arm, Arm) and arm.device.endswith(OWN)}
    if isinstance(study.conditions, TransportConditions):
        names |= {study.conditions.contours, study.conditions.stent_surface}
    for name in sorted(names - {""}):
        given, kept = beside(folder, name), out / "inputs" / name
        if kept.exists() and not cmp(given, kept, shallow=False):
            raise Mistake(f"'{name}': has changed since this run began; choose another --out to start anew")
        kept.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(kept) as part:
            shutil.copyfile(given, part)
