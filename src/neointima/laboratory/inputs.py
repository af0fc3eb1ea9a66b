"""Files that a study names: they lie beside it, and go into the run with it."""

import shutil
from pathlib import Path

from neointima.laboratory.conditions import TransportConditions
from neointima.laboratory.study import Arm, Study
from neointima.mistake import Mistake

OWN = ".toml"


def beside(folder: Path, name: str) -> Path:
    """File ``name`` in the ``folder`` of the study; elsewhere a study from others may not reach."""
    path = Path(name)
    if path.is_absolute() or ".." in path.parts or (folder / path).is_symlink():
        raise Mistake(f"'{name}': only files beside the study are read; put it there and give its name")
    if not (folder / path).is_file():
        raise Mistake(f"'{name}': cannot be read, no such file beside the study; check the name")
    return folder / path


def device(arm: Arm, folder: Path) -> str:
    """What the shelf is asked for: the name of a device, or the path of the user's own file of one."""
    return str(beside(folder, arm.device)) if arm.device.endswith(OWN) else arm.device


def keep_inputs(study: Study, folder: Path, out: Path) -> None:
    """Copy the files that the study names into the run, so that it can be read without them."""
    names = {arm.device for arm in study.arms.values() if isinstance(arm, Arm) and arm.device.endswith(OWN)}
    if isinstance(study.conditions, TransportConditions):
        names |= {study.conditions.contours, study.conditions.stent_surface}
    for name in sorted(names - {""}):
        (out / "inputs").mkdir(exist_ok=True)
        shutil.copyfile(beside(folder, name), out / "inputs" / Path(name).name)
