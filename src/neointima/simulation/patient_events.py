"""What happened to patients by the end of a trial."""

import numpy as np

from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording

DEATHS = ("cardiac_death", "other_death")


def first_of(recording: Recording, *events: str) -> Array:
    """When the first of ``events`` came [s], ∞ where none came while the patient lived; shape (patients,).

    A patient who dies has nothing more to come, but his death itself counts where it is among the ``events``.
    """
    death = np.minimum.reduce([recording.known(name) for name in DEATHS])
    times = np.minimum.reduce([recording.known(name) for name in events])
    return np.where((times <= death) & (times <= recording.known("end")), times, np.inf)


def befell(recording: Recording, *events: str) -> Array:
    """1 for patients who had any of ``events`` by the end, 0 for the others."""
    return np.isfinite(first_of(recording, *events)).astype(np.float64)
