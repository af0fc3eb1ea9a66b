"""Arms of a network from events and patients: on the scale of log odds, log risk or risk.

Zero cells as in a pairwise meta-analysis: where an arm of a trial has no events or nothing but events, ½ is added to
the cells of all arms of that trial; a trial that says nothing of a ratio is left out, by name.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from neointima.analysis.network.contrasts import Arms, arms_of
from neointima.analysis.pooling.counts import FILL
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Marks


class CountedArms(NamedTuple):
    """The arms, the trials ``left_out``, and those whose zero cells were ``corrected``."""

    arms: Arms
    left_out: tuple[str, ...]
    corrected: tuple[str, ...]


def log_odds(trial: Sequence[str], treatment: Sequence[str], *, events: Array, n: Array) -> CountedArms:
    """ln(a/b), variance 1/a + 1/b, so that differences are log odds ratios."""
    _check(trial, events, n)
    silent = _whole(trial, events == 0) | _whole(trial, events == n)
    kept, a, b, corrected = _filled(trial, events, n, silent=silent)
    return _counted(trial, treatment, kept, found=(np.log(a / b), 1 / a + 1 / b), corrected=corrected)


def log_risk(trial: Sequence[str], treatment: Sequence[str], *, events: Array, n: Array) -> CountedArms:
    """ln(a/n), variance 1/a − 1/n, so that differences are log risk ratios."""
    _check(trial, events, n)
    kept, a, b, corrected = _filled(trial, events, n, silent=_whole(trial, events == 0))
    return _counted(trial, treatment, kept, found=(np.log(a / (a + b)), 1 / a - 1 / (a + b)), corrected=corrected)


def risk(trial: Sequence[str], treatment: Sequence[str], *, events: Array, n: Array) -> CountedArms:
    """a/n, variance ab/n³; no trial is silent."""
    _check(trial, events, n)
    kept, a, b, corrected = _filled(trial, events, n, silent=np.zeros(len(trial), dtype=bool))
    return _counted(trial, treatment, kept, found=(a / (a + b), a * b / (a + b) ** 3), corrected=corrected)


def _check(trial: Sequence[str], events: Array, n: Array) -> None:
    for name, count, size in zip(trial, events, n, strict=True):
        if not (float(count).is_integer() and float(size).is_integer() and 0 <= count <= size and size > 0):
            raise Mistake(f"'{name}': {count:g} patients with an event of {size:g} is not possible; check both counts")


def _whole(trial: Sequence[str], marked: Marks) -> Marks:
    """The arms of trials all of whose arms are marked."""
    names = np.asarray(trial)
    return np.array([bool(np.all(marked[names == name])) for name in trial])


def _filled(trial: Sequence[str], events: Array, n: Array, *, silent: Marks) -> tuple[Marks, Array, Array, list[str]]:
    """Which arms are kept, their events and the rest with ½ added where it must be, and the names of such trials."""
    if silent.all():
        raise Mistake("no trial has an event that tells the arms apart; join the risk difference, or report the counts")
    names, kept = np.asarray(trial), ~silent
    empty = kept & ((events == 0) | (events == n))
    filled = np.isin(names, names[empty])
    corrected = list(dict.fromkeys(names[filled & kept].tolist()))
    return kept, (events + FILL * filled)[kept], (n - events + FILL * filled)[kept], corrected


def _counted(
    trial: Sequence[str], treatment: Sequence[str], kept: Marks, *, found: tuple[Array, Array], corrected: list[str]
) -> CountedArms:
    names, given = np.asarray(trial), np.asarray(treatment)
    mean, variance = found
    of = arms_of(names[kept].tolist(), given[kept].tolist(), mean=mean, variance=variance)
    return CountedArms(of, tuple(dict.fromkeys(names[~kept].tolist())), tuple(corrected))
