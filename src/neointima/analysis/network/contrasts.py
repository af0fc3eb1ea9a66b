"""Differences within trials, with their covariance: what a network is fitted to."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Numbers


class Arms(NamedTuple):
    """One entry an arm: the places of its trial and treatment in their lists, its mean and the variance of that."""

    trials: tuple[str, ...]
    treatments: tuple[str, ...]
    trial: Numbers
    treatment: Numbers
    mean: Array
    variance: Array

    def given_in(self, trial: int) -> tuple[int, ...]:
        """The treatments of one trial, in order."""
        return tuple(sorted(self.treatment[self.trial == trial].tolist()))


class Contrasts(NamedTuple):
    """Mean of each arm less that of the first of its trial.

    ``design`` has a column for each treatment, 1 for the arm's and −1 for the first arm's. ``covariance`` is that of
    chance; ``between`` is what τ² multiplies: 1 on the diagonal, ½ between contrasts of one trial.
    """

    trial: Numbers
    value: Array
    design: Array
    covariance: Array
    between: Array


def arms(trial: Sequence[str], treatment: Sequence[str], *, mean: Array, sd: Array, n: Array) -> Arms:
    """Checked arms of connected trials; treatments in the order of their names."""
    columns = [np.asarray(column, dtype=float) for column in (mean, sd, n)]
    if {len(trial), len(treatment), *(column.size for column in columns)} != {len(trial)} or not trial:
        raise Mistake("each arm needs a trial, a treatment, a mean, an SD and a number of patients")
    for name, given, *numbers in zip(trial, treatment, *columns, strict=True):
        if not np.isfinite(numbers).all() or numbers[1] <= 0 or numbers[2] < 2:
            raise Mistake(f"'{name}', {given}: a mean, an SD above zero and at least two patients are needed")
    return arms_of(trial, treatment, mean=columns[0], variance=columns[1] ** 2 / columns[2])


def arms_of(trial: Sequence[str], treatment: Sequence[str], *, mean: Array, variance: Array) -> Arms:
    """Arms from a mean on any scale, such as a log odds, and its variance; connected trials of two arms or more."""
    trials, treatments = tuple(dict.fromkeys(trial)), tuple(sorted(set(treatment)))
    whose = np.array([trials.index(name) for name in trial], dtype=np.int64)
    what = np.array([treatments.index(name) for name in treatment], dtype=np.int64)
    found = Arms(trials, treatments, whose, what, mean, variance)
    _check_trials(found)
    _check_connected(found)
    return found


def contrasts(of: Arms, among: Numbers | None = None) -> Contrasts:
    """Of all trials, or of those whose places are ``among``."""
    places = range(len(of.trials)) if among is None else among.tolist()
    rows = [np.flatnonzero(of.trial == place) for place in places]
    pairs = [(row[0], other) for row in rows for other in row[1:]]
    first, other = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    design = np.zeros((len(pairs), len(of.treatments)))
    design[np.arange(len(pairs)), of.treatment[other]] = 1
    design[np.arange(len(pairs)), of.treatment[first]] = -1
    same = first[:, None] == first[None, :]
    covariance = np.diag(of.variance[other]) + same * of.variance[first]
    return Contrasts(
        of.trial[other], of.mean[other] - of.mean[first], design, covariance, (same + np.eye(len(pairs))) / 2
    )


def _check_trials(of: Arms) -> None:
    for place, name in enumerate(of.trials):
        given = of.treatment[of.trial == place]
        if len(set(given.tolist())) < len(given):
            twice = of.treatments[int(np.argmax(np.bincount(given)))]
            raise Mistake(
                f"'{name}' has two arms of {twice}; pool them, or name cohorts randomised apart as two trials"
            )
        if len(given) < 2:
            raise Mistake(f"'{name}' has one arm, so it compares nothing; leave it out")


def _check_connected(of: Arms) -> None:
    """Every treatment must be reached from the first through trials."""
    reached = {0}
    for _ in of.treatments:
        reached |= {one for place in range(len(of.trials)) if reached & set(g := of.given_in(place)) for one in g}
    if apart := [name for place, name in enumerate(of.treatments) if place not in reached]:
        raise Mistake(
            f"no trial joins {', '.join(apart)} to {of.treatments[0]}; analyse the parts of the network one by one"
        )
