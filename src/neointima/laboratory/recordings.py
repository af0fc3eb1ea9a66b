"""Recordings as labelled NetCDF files, units on every variable."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from netCDF4 import Dataset

from neointima import __version__
from neointima.instruments.whole_file import whole_file
from neointima.mistake import Mistake
from neointima.numerics.schedule import DAY
from neointima.simulation.recording import COMPACT, VOCABULARIES, Recording

WORDS = ("arm", "device", "drug", "artery", "competitor", "culture")


def expected_size(batches: Sequence[Any]) -> int:
    """Bytes that the recordings of ``batches`` will take at most."""
    return 8 * sum(batch.stored() for batch in batches)


def write(path: Path, batch: Any, recording: Recording) -> None:
    """Write a batch, whole or not at all; a Mistake when the disk will not take it."""
    way_on = "make room and run the same again with this --out to go on"
    try:
        with whole_file(path, way_on=way_on) as part, Dataset(part, "w") as file:
            file.setncatts({"Conventions": "CF-1.11", "source": f"neointima {__version__}", "world": recording.world})
            file.setncatts({key: getattr(batch.recipe, key) for key in WORDS if hasattr(batch.recipe, key)})
            _fill(file, batch, recording)
    except RuntimeError as error:
        # What the NetCDF library says when the disk is full.
        raise Mistake(f"{path}: cannot be written ({error}); {way_on}") from None


def read(path: Path) -> Recording:
    """The recording in ``path``; a Mistake when it is not one."""
    try:
        with Dataset(path) as file:
            file.set_auto_mask(False)
            world = str(file.world)
            values = {name: np.asarray(file[name][:]) for name in VOCABULARIES[world]}
            days = np.asarray(file["day"][:]) if "day" in file.variables else np.array([])
            return Recording(np.asarray(file["time"][:]) * DAY, days, values, world)
    except (OSError, IndexError, KeyError, AttributeError):
        raise Mistake(f"{path}: not a recording of this laboratory; remove it and run the study again") from None


def _fill(file: Dataset, batch: Any, recording: Recording) -> None:
    vocabulary = VOCABULARIES[recording.world]
    for name, quantity in vocabulary.items():
        for axis, size in zip(quantity.axes, recording.values[name].shape, strict=True):
            if axis not in file.dimensions:
                file.createDimension(axis, size)
    animal = file.createVariable("case", "i4", ("case",))
    animal.long_name = "animal or plate of the arm"
    animal[:] = batch.animals
    for axis, values, label in (
        ("time", recording.times / DAY, "time since implantation or dosing"),
        ("day", recording.days, "day of a radial profile"),
    ):
        if axis in file.dimensions:
            variable = file.createVariable(axis, "f8", (axis,))
            variable.setncatts({"units": "day", "long_name": label})
            variable[:] = values
    for name, quantity in vocabulary.items():
        kind = COMPACT.get(quantity.axes, "f8")
        variable = file.createVariable(name, kind, quantity.axes, compression="zlib", complevel=1)
        variable.setncatts({"units": quantity.unit, "long_name": quantity.label})
        variable[:] = recording.values[name]
