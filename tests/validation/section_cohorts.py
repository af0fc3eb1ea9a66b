"""Cohorts of sections and of radial arteries with the same animals, simulated once for all tests that read them."""

import hashlib
from functools import cache
from pathlib import Path

import numpy as np

from neointima.laboratory.folder import FINISHED
from neointima.laboratory.measure import measure
from neointima.laboratory.plan import plan
from neointima.laboratory.recordings import read
from neointima.laboratory.run import run
from neointima.laboratory.study import load

ROOT = Path(__file__).parents[2]
STUDIES, RUNS, PACKAGE = ROOT / "studies", ROOT / "runs" / "validation", ROOT / "src" / "neointima"
ANIMALS = 24


@cache
def recordings(study, world, *changes, animals=ANIMALS):
    """(batch, recording) of every batch of a study in studies/, in ``world``.

    Runs lie under runs/validation/, by a digest of the package, so that one that is killed goes on.
    """
    told = (f"conditions.world={world}", "conditions.cells=none", f"conditions.animals={animals}", *changes)
    path = STUDIES / f"{study}.toml"
    out = RUNS / hashlib.sha256("\n".join((package(), study, *told)).encode()).hexdigest()[:16]
    if not (out / FINISHED).exists():
        run(path, out, changes=told, workers=2)
    batches = plan(load(path, told)[0], study).batches
    return [(batch, read(out / "recordings" / f"{batch.name}.nc")) for batch in batches]


@cache
def package():
    """A digest of all code and numbers."""
    files = sorted(path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".toml"})
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


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
