"""From events to patients: how they enter, how long they are followed, who has the event and who is lost."""

from math import isfinite, log
from typing import NamedTuple

from neointima.analysis.sample_size.size import SLACK, Size
from neointima.analysis.sample_size.survival import event_share, hazard_of
from neointima.mistake import Mistake


class FollowUpPlan(NamedTuple):
    """The share with an event in the tested arm and in the comparator, the ratio of patients, and what was assumed."""

    tested: float
    comparator: float
    ratio: float
    words: str

    def events(self, tested_patients: float) -> float:
        """That so many patients of the tested arm, and those of the comparator with them, will have."""
        return tested_patients * (self.tested + self.ratio * self.comparator)

    def patients(self, events: float) -> Size:
        """That bring so many events."""
        first = events / (self.tested + self.ratio * self.comparator)
        return Size(first, self.ratio * first)

    def sentences(self, events: float) -> list[str]:
        """The assumption, the shares, and the patients that the events need."""
        first, second = self.patients(events).rounded()
        return [
            f"assumed: {self.words}; hazards are constant",
            f"  {100 * self.tested:.1f} % of the tested arm and {100 * self.comparator:.1f} % of the comparator will "
            "be seen with the event",
            f"  {-int(-(events - SLACK) // 1)} events need {first} + {second} = {first + second} patients "
            "(tested + comparator)",
        ]


def follow_up_plan(
    hazard_ratio: float,
    *,
    accrual: float | None,
    follow_up: float | None,
    control_rate: float | None,
    control_median: float | None,
    drop_out: float,
    by: float | None,
    ratio: float,
) -> FollowUpPlan | None:
    """The checked plan, all times in one unit; None where nothing is said of it."""
    said = (accrual, follow_up, control_rate, control_median, by)
    if all(one is None for one in said) and not drop_out:
        return None
    if follow_up is None or (control_rate is None) == (control_median is None):
        raise Mistake(
            "follow-up: to get patients from events say --follow-up (of the last patient), --accrual (0 if all enter "
            "at once), and either --control-median or --control-rate with --by, all times in one unit"
        )
    if by is None and (control_rate is not None or drop_out):
        raise Mistake("by: say by what time the control rate, or the share lost, is reached, such as --by 12")
    entering = _time(accrual or 0.0, "accrual")
    lost, moment = _share(drop_out, "drop-out"), _time(1.0 if by is None else by, "by", least=SLACK)
    if control_median is None:
        known = _share(control_rate or 0.0, "control rate", least=SLACK)
        hazard, event = hazard_of(known, moment), f"{100 * known:g} % of the comparator have the event by {moment:g}"
    else:
        hazard = log(2) / _time(control_median, "control median", least=SLACK)
        event = f"half of the comparator have the event by {control_median:g}"
    times = {"accrual": entering, "follow_up": _time(follow_up, "follow-up", least=0.0 if entering else SLACK)}
    tested, comparator = (
        event_share(own, loss=hazard_of(lost, moment), **times) for own in (hazard * hazard_ratio, hazard)
    )
    entry = f"patients enter evenly over {entering:g}" if entering else "all patients enter at once"
    leave = f"{100 * lost:g} % are lost by {moment:g}" if lost else "nobody is lost"
    words = f"{entry}, the last is followed for {follow_up:g}, {event}, {leave}"
    return FollowUpPlan(tested, comparator, ratio, words)


def _time(value: float, name: str, *, least: float = 0.0) -> float:
    if not (isfinite(value) and value >= least):
        raise Mistake(f"{name}: a time {'above zero' if least else 'from zero up'} expected, {value:g} given")
    return value


def _share(value: float, name: str, *, least: float = 0.0) -> float:
    if not least <= value < 1:
        raise Mistake(f"{name}: a share from 0 to below 1 expected, {value:g} given; 8 % is 8% or 0.08")
    return value
