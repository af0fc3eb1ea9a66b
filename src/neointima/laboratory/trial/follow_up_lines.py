"""Time to an event in two arms: hazard ratio, log-rank, curves with numbers at risk, and competing events."""

from math import inf, isfinite, nan

import numpy as np

from neointima.analysis.statements.direction import Direction
from neointima.analysis.time_to_event import cumulative_incidence, kaplan_meier
from neointima.analysis.time_to_event.follow_up import EVENT, FollowUp, follow_up
from neointima.analysis.time_to_event.hazard_margin import exact_non_inferiority
from neointima.analysis.time_to_event.hazard_ratio import HazardRatio, hazard_ratio
from neointima.analysis.time_to_event.log_rank import LogRank, log_rank
from neointima.analysis.time_to_event.shown_curve import shown_events, ticks_until
from neointima.laboratory.trial.chosen_arms import chosen_arms
from neointima.laboratory.trial.compared import ArmTable, Compared, Curves
from neointima.laboratory.trial.hazard_lines import (
    competing_lines,
    proportionality_line,
    proportionality_warning,
    restricted_line,
)
from neointima.laboratory.trial.line import DIFFERENCE, MARGIN, Line, figure, p_words
from neointima.laboratory.trial.trial_table import TrialTable
from neointima.laboratory.trial.wish import Margin, Wish
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

COLUMNS = ("arm", "time", "at_risk", "events", "value", "error", "lower", "upper")
WHY = (
    "The hazard ratio of Cox's model (ties as Efron) is recommended for the size of the effect, and the log-rank test "
    "beside it, for it needs no model. Both are right where hazards are proportional; look at the curves for that, and "
    "at the test of it below."
)
NO_EVENTS = "no patient had the event: there are no hazards to compare, only how long patients were watched"
COMPETES = (
    "events compete: hazard ratio and log-rank are of cause-specific hazards, probabilities cumulative incidences"
)


def follow_up_lines(of: TrialTable, wish: Wish) -> Compared:
    """Everything about a table with a patient in each line."""
    patients = _patients(of, wish)
    pair, unit = (patients.names[0], patients.names[1]), of.unit("time") or "time units"
    competes, has_events = bool(np.any(patients.cause > EVENT)), bool(np.any(patients.cause == EVENT))
    test = log_rank(patients)
    if has_events:
        lines = _ratio_lines(patients, hazard_ratio(patients, *pair, level=wish.level), wish)
    else:
        lines = [Line(DIFFERENCE, "none: no events", f"hazard ratio, {pair[0]} / {pair[1]}", "", nan, recommended=True)]
    lines.append(_log_rank_line(test, pair))
    warnings = [*of.notes, *([] if has_events else [NO_EVENTS]), *([COMPETES] if competes else [])]
    if competes and has_events:
        lines += competing_lines(patients, pair, level=wish.level)
    elif has_events and min(patients.of_arm(name).time.max() for name in pair) > 0:
        lines.append(restricted_line(patients, pair, unit=unit, level=wish.level))
    if has_events:
        lines.append(proportionality_line(patients, pair))
        warnings += proportionality_warning(lines[-1])
    table = (COLUMNS, [row for name in pair for row in _curve_rows(patients.of_arm(name), wish.level)])
    arms = _arms(patients, unit, wish.level)
    return Compared("follow-up", pair, arms, lines, WHY, warnings, _curves(patients, test, unit), {"curves.csv": table})


def _curves(patients: FollowUp, test: LogRank, unit: str) -> Curves:
    note = f"log-rank {p_words(test.p_value)}" if isfinite(test.p_value) else "no events"
    ticks = ticks_until(float(patients.time.max()))
    shown = {name: shown_events(patients.of_arm(name), ticks) for name in patients.names}
    competes = np.any(patients.cause > EVENT)
    method = "Aalen–Johansen (other events compete)" if competes else "Kaplan–Meier"
    return Curves(shown, ticks, unit, "patients with the event", note, method)


def _log_rank_line(test: LogRank, pair: tuple[str, str]) -> Line:
    null = f"H0: the hazard of {pair[0]} equals that of {pair[1]} at all times"
    one = Line(DIFFERENCE, "log-rank", f"events seen less events expected, {pair[0]}", "", nan, null=null)
    excess = float(test.observed[0] - test.expected[0])
    return one._replace(estimate=excess, p_value=test.p_value, statistic=test.chi_square, df=test.freedom)


def _patients(of: TrialTable, wish: Wish) -> FollowUp:
    names = of.names("arm")
    pair = chosen_arms(names, wish, of.place)
    who = of.names("patient") if of.has("patient") else [f"line {number}" for number, _ in of.lines]
    time, event = of.numbers("time"), of.numbers("event")
    cause = of.numbers("cause") if of.has("cause") else event
    for row in range(len(names)):
        said = f"{of.where(row)}: patient '{who[row]}'"
        if time[row] < 0:
            raise Mistake(f"{said} has time {time[row]:g}, before time zero; count from randomisation, check the dates")
        if event[row] not in (0, 1, *range(2, 10)) or cause[row] not in range(10):
            raise Mistake(f"{said}: event is 1 for the event, 0 for none, and cause 2 to 9 for what competes with it")
        if of.has("cause") and (event[row] > 0) != (cause[row] > 0):
            raise Mistake(f"{said}: event {event[row]:g} and cause {cause[row]:g} contradict each other; correct one")
    every = tuple(dict.fromkeys(names))
    try:
        found = follow_up(time, cause.astype(np.int64), names, arms=every, patients=who)
    except Mistake as mistake:
        raise Mistake(f"{of.place}: {mistake}") from None
    return found.of_pair(*pair)


def _ratio_lines(patients: FollowUp, ratio: HazardRatio, wish: Wish) -> list[Line]:
    pair = patients.names
    effect, null = f"hazard ratio, {pair[0]} / {pair[1]}", f"H0: the hazards of {pair[0]} and {pair[1]} are equal"
    method = f"Cox, Efron ties ({ratio.method})"
    one = Line(
        DIFFERENCE, method, effect, "", ratio.value, ratio.lower, ratio.upper, wish.level, ratio.p_value, null=null
    )
    one = one._replace(df=inf, statistic=ratio.position / ratio.error if isfinite(ratio.error) else nan)
    against = wish.against()
    if not against:
        return [one._replace(recommended=True)]
    margin, direction = hazard_margin(*against), against[1]
    finding = exact_non_inferiority(patients, ratio, margin=margin, direction=direction)
    tested = one._replace(question=MARGIN, p_value=finding.p_value, sides=1, null=finding.null, recommended=True)
    return [tested._replace(statistic=finding.statistic), one]


def hazard_margin(margin: Margin, direction: Direction) -> float:
    """A ratio above one where events harm, below one where they are wished for."""
    if margin.unit:
        raise Mistake(
            f"margin: follow-up is compared by the ratio of hazards, {margin.value:g}{margin.unit} given; write a "
            "ratio such as 1.3, or give counts at a day for a margin in points"
        )
    harms = direction is Direction.HIGHER_IS_WORSE
    if margin.value == 1 or (margin.value > 1) != harms:
        way = "above 1 where events harm (1.3)" if harms else "below 1 where events are wished for (0.77)"
        raise Mistake(f"margin: a ratio of hazards {way} is expected, {margin.value:g} given")
    return margin.value


def _arms(patients: FollowUp, unit: str, level: float) -> ArmTable:
    """Patients, events, and the share with the event when the arm that was watched less long ends."""
    rows: list[tuple[str, ...]] = []
    horizon = min(float(patients.of_arm(name).time.max()) for name in patients.names)
    for name in patients.names:
        arm = patients.of_arm(name)
        middle = kaplan_meier.median(kaplan_meier.kaplan_meier(arm.cause_specific()), level=level)
        ends = f" ({_end(middle.lower)} to {_end(middle.upper)})" if middle.value < inf else ""
        sizes = [arm.time.size, int(np.sum(arm.cause == EVENT)), int(np.sum(arm.cause > EVENT))]
        rows.append((name, *map(str, sizes), _share_at(arm, horizon, level), _end(middle.value) + ends))
    span = f"({100 * level:g} % interval)"
    headings = ("arm", "patients", "events", "competing", f"with the event at {horizon:g} {unit} {span}")
    return (*headings, f"median [{unit}] {span}"), rows


def _share_at(arm: FollowUp, time: float, level: float) -> str:
    found = _course(arm, np.array([time]), level)
    share, lower, upper = (float(one[0]) for one in (found.value, found.lower, found.upper))
    if not np.any(arm.cause > EVENT):
        share, lower, upper = 1 - share, 1 - upper, 1 - lower
    return f"{100 * share:.1f} %" + (f" ({100 * lower:.1f} to {100 * upper:.1f})" if isfinite(lower) else "")


def _course(arm: FollowUp, times: Array, level: float) -> kaplan_meier.Survival | cumulative_incidence.Incidence:
    """Kaplan–Meier survival, or the incidence where events compete."""
    if np.any(arm.cause > EVENT):
        return cumulative_incidence.at(cumulative_incidence.course(arm), times, level=level)
    return kaplan_meier.at(kaplan_meier.kaplan_meier(arm), times, level=level)


def _end(time: float) -> str:
    return "not reached" if time == inf else figure(time, "")


def _curve_rows(arm: FollowUp, level: float) -> list[tuple[object, ...]]:
    """At every time of the arm: survival or incidence with its interval."""
    times = np.unique(arm.time)
    found = _course(arm, times, level)
    at_risk = kaplan_meier.at_risk(arm, times)
    events = np.bincount(np.searchsorted(times, arm.time[arm.cause == EVENT]), minlength=times.size)
    columns: list[Array] = [found.value, found.error, found.lower, found.upper]
    return [
        (arm.names[0], float(time), int(at_risk[row]), int(events[row]), *(float(column[row]) for column in columns))
        for row, time in enumerate(times)
    ]
