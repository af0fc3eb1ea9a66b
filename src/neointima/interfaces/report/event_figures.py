"""Events of a trial over time, a figure and a few lines for each endpoint."""

from collections.abc import Sequence
from math import isfinite
from typing import Any, NamedTuple

from neointima.analysis.time_to_event.hazard_ratio import HazardRatio
from neointima.interfaces.report.figures import as_svg
from neointima.interfaces.report.survival_figure import survival_figure, survival_words
from neointima.laboratory import results
from neointima.laboratory.patient_follow_up import ArmIncidence, EventCourse

WIDTH, PERCENT, FEW = 5.2, 100, 10
SEE = "See when the curves part, and whether they are still apart at the end."
SEE_FEW = "With so few events read the intervals, not the curves."


class EventFigure(NamedTuple):
    """A figure of one endpoint, what to ``see`` in it, what each arm had, and the hazard ratio in words."""

    label: str
    svg: str
    see: str
    arms: list[dict[str, Any]]
    ratio: str


def event_figures(courses: Sequence[EventCourse]) -> list[EventFigure]:
    """A figure for each endpoint."""
    return [_figure(one) for one in courses]


def _figure(course: EventCourse) -> EventFigure:
    label = results.label(course.endpoint)
    events = sum(arm.events for arm in course.arms)
    figure = survival_figure(
        course.curves, course.ticks, unit="days", share=label, note="" if events else "no events", width=WIDTH
    )
    svg = as_svg(figure, survival_words(course.curves, unit="days", share=label))
    return EventFigure(
        label,
        svg,
        SEE if events >= FEW and len(course.arms) > 1 else SEE_FEW * (events < FEW),
        [_line(arm) for arm in course.arms],
        _ratio(course.ratio),
    )


def _line(arm: ArmIncidence) -> dict[str, Any]:
    share = f"{PERCENT * arm.share:.1f} %"
    if isfinite(arm.lower):
        share += f" ({PERCENT * arm.lower:.1f} to {PERCENT * arm.upper:.1f})"
    return {"name": arm.arm, "events": f"{arm.events} of {arm.patients}", "died": arm.died, "share": share}


def _ratio(ratio: HazardRatio | None) -> str:
    if ratio is None or not isfinite(ratio.p_value):
        return "–"
    value, lower, upper = (f"{one:.2f}" if isfinite(one) else "∞" for one in ratio[:3])
    return f"{value} ({lower} to {upper})"
