"""Writes simulated plates as the files a reader would have left, and their layout."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from neointima.geometry.dish import BLANK, DOSED, UNTREATED, VEHICLE
from neointima.instruments import Reading
from neointima.instruments.plate_writer import grid_text, layout_text, long_text
from neointima.laboratory.folder import write_text
from neointima.quantities.units import convert
from neointima.simulation.recording import Recording

__all__ = ["BLANK", "DOSED", "ROLES", "UNTREATED", "VEHICLE", "read_off", "write_plates"]
ROLES = {BLANK: "blank", VEHICLE: "vehicle", UNTREATED: "untreated", DOSED: "sample"}


def write_plates(folder: Path, batch: Any, recording: Recording) -> None:
    """For every plate ``…_long.csv`` and ``…_grid.csv``, and for the arm ``…_layout.csv``."""
    folder.mkdir(exist_ok=True)
    for number, plate in enumerate(batch.animals):
        name = f"{batch.recipe.arm}_{plate:04d}"
        readings = list(read_off(name, batch.recipe.drug, recording, number=number))
        write_text(folder / f"{name}_long.csv", long_text(readings))
        write_text(folder / f"{name}_grid.csv", grid_text(readings))
        write_text(folder / f"{batch.recipe.arm}_layout.csv", layout_text(readings))


def read_off(name: str, drug: str, recording: Recording, *, number: int) -> Iterator[Reading]:
    """The wells of one plate of a recording, doses in nmol/L."""
    values = {key: recording.values[key][number] for key in ("row", "column", "role", "dose", "absorbance")}
    doses = convert(values["dose"], "mol/m**3", "nmol/L")
    for well in range(doses.size):
        role = ROLES[float(values["role"][well])]
        place = (int(values["row"][well]), int(values["column"][well]), role)
        is_sample = role == "sample"
        dose = float(f"{doses[well]:.10g}") if is_sample else np.nan
        yield Reading(name, *place, drug * is_sample, dose, "nM" * is_sample, float(values["absorbance"][well]))
