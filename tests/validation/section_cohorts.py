"""Cohorts of sections and of radial arteries with the same animals, simulated once for all tests that read them."""

from functools import cache
from pathlib import Path

import numpy as np

from neointima.laboratory.measure import measure
from neointima.laboratory.plan import plan
from neointima.laboratory.study import load
from neointima.laboratory.workers import run_all
from neointima.protocols.implant import Implant

STUDIES = Path(__file__).parents[2] / "studies"
ANIMALS = 24


@cache
def recordings(study, world, *changes, animals=ANIMALS):
    """(batch, recording) of every batch of a study in studies/, in ``world``."""
    told = (f"conditions.world={world}", "conditions.cells=none", f"conditions.animals={animals}", *changes)
    document, _ = load(STUDIES / f"{study}.toml", told)
    batches = plan(document, study).batches
    return list(zip(batches, run_all(Implant().simulate, batches, 2), strict=True))


@cache
def values(study, world, *changes, animals=ANIMALS):
    """Values by arm and endpoint."""
    found = {}
    for batch, recording in recordings(study, world, *changes, animals=animals):
        for _, arm, endpoint, value, _ in measure(batch, recording):
            found.setdefault((arm, endpoint), []).append(value)
    return {key: np.array(column) for key, column in found.items()}


def course(study, world, arm, name, days):
    """Mean of an arm's recorded quantity on whole ``days``."""
    of_each = []
    for batch, recording in recordings(study, world):
        if batch.recipe.arm == arm:
            at = np.searchsorted(recording.times, np.array(days) * 86400.0 - 1)
            of_each.append(recording.values[name][:, at])
    return np.concatenate(of_each).mean(axis=0)
