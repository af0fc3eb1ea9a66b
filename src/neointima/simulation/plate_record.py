"""Runs a plate through adhesion and dosing, and writes down every well."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from neointima.geometry.dish import BLANK
from neointima.numerics.schedule import HOUR, hourly
from neointima.quantities.kinds import Array
from neointima.simulation.culture_dish import CultureDish, State

KEPT_HOURS = (0, 1, 2, 4, 8, 12, 24, 36, 48, 60, 72, 96, 120, 144, 168)


class PlateMap(NamedTuple):
    """What is in each well in use, every part of shape (wells,); ``steps`` is how often its dose was diluted."""

    row: Array
    column: Array
    role: Array
    dose: Array
    steps: Array


def record_plate(dish: CultureDish, layout: PlateMap, *, hours: float) -> dict[str, Array]:
    """Wells through ``hours`` of drug: courses of shape (wells, times), what is fixed (wells,), and ``times`` [s]."""
    now = dish.start()
    for before, time in pairwise(hourly(np.asarray(dish.dish.adhesion).item() / HOUR)):
        now = dish.step(now, float(time - before))
    now = dish.dose(now)
    kept, rows = [0.0], [_row(dish, now)]
    marks = [hour * HOUR for hour in KEPT_HOURS if hour < hours]
    protein_read = np.asarray(dish.dish.protein_read).item()
    times = hourly(hours, marks=(*marks, protein_read))
    blotted = _row(dish, now)["s6k"]
    for before, time in pairwise(times):
        now = dish.step(now, float(time - before))
        if time == protein_read:
            blotted = now.signal.s6k
        if time in marks or time == times[-1]:
            kept.append(float(time))
            rows.append(_row(dish, now))
    alive = layout.role != BLANK
    courses = {name: _spread(np.concatenate([row[name] for row in rows], axis=1), alive) for name in rows[0]}
    fixed = {name: getattr(layout, name) for name in ("row", "column", "role", "dose")}
    return {**courses, **fixed, "s6k_blot": _spread(blotted, alive)[:, 0], "times": np.array(kept)}


def _row(dish: CultureDish, now: State) -> dict[str, Array]:
    """Quantities of one moment, each (wells, 1); drug is that of the compound, not of its competitor."""
    cells = now.cells.neointima()
    return {
        "cells": cells,
        "cycling": dish.muscle.cycling(now.cells),
        "free_drug": dish.medium.free(now.contents, dish.volume)[:, :1],
        "medium_drug": now.contents.medium[:, :1],
        "complexed_drug": now.contents.complexed[:, :1],
        "degraded_drug": now.contents.degraded[:, :1],
        "mtorc1_blocked": now.block.mtorc1,
        "s6k": now.signal.s6k,
        "four_ebp1": now.signal.four_ebp1,
        "p27": now.signal.p27,
        "cdk2": now.signal.cdk2,
        "g1_passage": now.signal.passage * (1 - now.block.passage),
    }


def _spread(values: Array, alive: Array) -> Array:
    """Wells with cells put back among the blanks, which have none of anything."""
    whole = np.zeros((alive.size, values.shape[1]))
    whole[alive] = values
    return whole
