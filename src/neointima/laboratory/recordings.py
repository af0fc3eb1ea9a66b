"""Recordings as labelled NetCDF files, units on every variable."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from netCDF4 import Dataset

from neointima import __version__
from neointima.geometry.radial_mesh import LAYERS
from neointima.mistake import Mistake
from neointima.numerics.schedule import DAY
from neointima.protocols.implant import Batch
from neointima.simulation.recording import CASE, PROFILE, PROFILE_DAYS, QUANTITIES, TIME, Recording


def expected_size(batches: Sequence[Batch]) -> int:
    """Bytes that the recordings of ``batches`` will take at most."""
    days = batches[0].days
    sizes = {TIME: days + 20, PROFILE: (len(PROFILE_DAYS) + 1) * LAYERS.size, CASE: 1}
    numbers = sum(sizes[quantity.axes] for quantity in QUANTITIES.values())
    return 8 * numbers * sum(len(batch.animals) for batch in batches)


def write(path: Path, batch: Batch, recording: Recording) -> None:
    """Write a batch, whole or not at all; a Mistake when the disk will not take it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    os.close(handle)
    try:
        with Dataset(name, "w") as file:
            file.setncatts({"Conventions": "CF-1.11", "source": f"neointima {__version__}", "arm": batch.recipe.arm})
            file.setncatts({"device": batch.recipe.device, "drug": batch.recipe.drug, "artery": batch.recipe.artery})
            _fill(file, batch, recording)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except RuntimeError as error:
        # What the NetCDF library says when the disk is full.
        Path(name).unlink(missing_ok=True)
        way_on = "make room and run the same again with this --out to go on"
        raise Mistake(f"{path}: cannot be written ({error}); {way_on}") from None
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read(path: Path) -> Recording:
    """The recording in ``path``; a Mistake when it is not one."""
    try:
        with Dataset(path) as file:
            file.set_auto_mask(False)
            values = {name: np.asarray(file[name][:]) for name in QUANTITIES}
            return Recording(np.asarray(file["time"][:]) * DAY, np.asarray(file["day"][:]), values)
    except (OSError, IndexError, KeyError):
        raise Mistake(f"{path}: not a recording of this laboratory; remove it and run the study again") from None


def _fill(file: Dataset, batch: Batch, recording: Recording) -> None:
    cells = recording.values["radius"].shape[2]
    sizes = {"case": len(batch.animals), "time": recording.times.size, "day": recording.days.size, "cell": cells}
    for axis, size in sizes.items():
        file.createDimension(axis, size)
    animal = file.createVariable("case", "i4", ("case",))
    animal.long_name = "animal of the arm"
    animal[:] = batch.animals
    for axis, values, label in (
        ("time", recording.times / DAY, "time since implantation"),
        ("day", recording.days, "day of a radial profile"),
    ):
        variable = file.createVariable(axis, "f8", (axis,))
        variable.setncatts({"units": "day", "long_name": label})
        variable[:] = values
    for name, quantity in QUANTITIES.items():
        variable = file.createVariable(name, "f8", quantity.axes, compression="zlib", complevel=1)
        variable.setncatts({"units": quantity.unit, "long_name": quantity.label})
        variable[:] = recording.values[name]
