"""Events of a trial over time: curves of each arm with death as a competing event, and hazard ratios."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from neointima.analysis.time_to_event import cumulative_incidence
from neointima.analysis.time_to_event.follow_up import CENSORED, EVENT, FollowUp, follow_up
from neointima.analysis.time_to_event.hazard_ratio import HazardRatio, hazard_ratio
from neointima.analysis.time_to_event.shown_curve import ShownCurve, shown_events, ticks_until
from neointima.laboratory import results
from neointima.laboratory.patient_tables import EVENTS
from neointima.quantities.kinds import Array, Numbers

COMPETING = 2
MOST_STEPS = 250
"""Steps of a curve that an eye can tell apart on a page."""


class ArmIncidence(NamedTuple):
    """Patients of an arm with the event, those who died of what is not part of it, and the incidence at the end.

    Shares with their 95 % interval, nan where there is none.
    """

    arm: str
    patients: int
    events: int
    died: int
    share: float
    lower: float
    upper: float


class EventCourse(NamedTuple):
    """One endpoint: curves by arm, days under which numbers at risk stand, what each arm had, and the ratio of the
    hazards of ``pair``, first over second; no ratio where nobody had the event or no two arms are compared.
    """

    endpoint: str
    curves: dict[str, ShownCurve]
    ticks: Array
    arms: list[ArmIncidence]
    pair: tuple[str, ...]
    ratio: HazardRatio | None


def event_courses(folder: Path, study: dict[str, Any]) -> list[EventCourse]:
    """Every event that the study compares, in its order."""
    rows = results.table(folder, EVENTS)
    known = {row["endpoint"] for row in rows}
    compared = dict.fromkeys(one["endpoint"] for one in study.get("compare", []) if one["endpoint"] in known)
    return [_course(endpoint, [row for row in rows if row["endpoint"] == endpoint], study) for endpoint in compared]


def competing(time: Array, event: Numbers, end: float) -> Numbers:
    """Causes as follow-up has them: whoever was not watched to the ``end`` and had no event died of something else."""
    found: Numbers = np.where(event == EVENT, EVENT, np.where(time < end, COMPETING, CENSORED))
    return found


def _course(endpoint: str, rows: Sequence[dict[str, str]], study: dict[str, Any]) -> EventCourse:
    end = float(study["conditions"]["days"])
    time, event = (np.array([float(row[column]) for row in rows]) for column in ("time_days", "event"))
    cause = competing(time, event.astype(np.int64), end)
    patients = follow_up(time, cause, [row["arm"] for row in rows], arms=tuple(study["arms"]))
    ticks = ticks_until(end)
    own = {arm: patients.of_arm(arm) for arm in patients.names}
    pairs = (tuple(one["arms"]) for one in study["compare"] if one["endpoint"] == endpoint and len(one["arms"]) == 2)
    pair: tuple[str, ...] = next(pairs, ())
    return EventCourse(
        endpoint,
        {arm: thinned(shown_events(one, ticks), MOST_STEPS) for arm, one in own.items()},
        ticks,
        [_incidence(arm, one, end) for arm, one in own.items()],
        pair,
        _ratio(patients, pair),
    )


def _ratio(patients: FollowUp, pair: tuple[str, ...]) -> HazardRatio | None:
    if len(pair) != 2 or not np.any(patients.of_pair(*pair).cause == EVENT):
        return None
    return hazard_ratio(patients, *pair)


def _incidence(arm: str, patients: FollowUp, end: float) -> ArmIncidence:
    found = cumulative_incidence.at(cumulative_incidence.course(patients), np.array([end]))
    share, lower, upper = (float(one[0]) for one in (found.value, found.lower, found.upper))
    events, died = (int(np.sum(patients.cause == cause)) for cause in (EVENT, COMPETING))
    return ArmIncidence(arm, patients.time.size, events, died, share, lower, upper)


def thinned(curve: ShownCurve, most: int) -> ShownCurve:
    """The curve at no more than ``most`` times, evenly apart; it starts at nothing even where events come at once."""
    if curve.time.size > most:
        grid = np.linspace(curve.time[0], curve.time[-1], most)
        kept = np.unique(np.searchsorted(curve.time, grid, side="right") - 1)
    else:
        kept = np.arange(curve.time.size)
    time, value, lower, upper = (one[kept] for one in (curve.time, curve.value, curve.lower, curve.upper))
    if value[0] > 0:
        time, value = np.concatenate(([0.0], time)), np.concatenate(([0.0], value))
        lower, upper = np.concatenate(([np.nan], lower)), np.concatenate(([np.nan], upper))
    return curve._replace(time=time, value=value, lower=lower, upper=upper)
