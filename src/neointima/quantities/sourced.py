"""A number that says where it comes from and how far to believe it."""

from dataclasses import dataclass
from math import isfinite
from typing import Any

from neointima.mistake import Mistake

GRADES = ("measured", "fitted", "transferred", "assumed")
SEEN = ("read", "recalled")
KEYS = {"value", "unit", "source", "grade", "spread", "note", "seen"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """A value with unit, source and grade.

    ``grade`` is measured, fitted, transferred (from another drug, species or tissue) or assumed.
    ``seen`` tells whether the figure was read in its source or recalled from the literature and still to be
    confirmed. ``spread`` is a geometric standard deviation, 1 for none. ``place`` is where it stands.
    """

    value: float | list[float]
    unit: str
    grade: str
    source: str = ""
    seen: str = ""
    spread: float = 1.0
    note: str = ""
    place: str = ""


def sourced(entry: Any, place: str) -> Sourced:
    """Check one library line; ``place`` begins every complaint."""
    if not isinstance(entry, dict) or not {"value", "unit", "grade"} <= entry.keys():
        raise Mistake(f"{place}: a number needs value, unit and grade, as {{ value = 1.0, unit = 'um', grade = … }}")
    if unknown := entry.keys() - KEYS:
        raise Mistake(f"{place}: '{min(unknown)}' is not part of a number; use {', '.join(sorted(KEYS))}")
    if text := next(
        (key for key in ("unit", "grade", "source", "seen", "note") if not isinstance(entry.get(key, ""), str)), ""
    ):
        raise Mistake(f"{place}: {text} must be text in quotation marks")
    number = Sourced(**entry, place=place)
    _check_value(number)
    _check_grade(number)
    return number


def _check_value(number: Sourced) -> None:
    parts = number.value if isinstance(number.value, list) else [number.value]
    if not parts or not all(type(part) in (int, float) and isfinite(part) for part in parts):
        raise Mistake(f"{number.place}: the value must be a finite number or a list of them, not {number.value!r}")
    if any(part < 0 for part in parts):
        raise Mistake(f"{number.place}: {min(parts):g} is negative; give zero or more")
    if type(number.spread) not in (int, float) or not 1.0 <= number.spread < 100.0:
        raise Mistake(f"{number.place}: spread is a geometric standard deviation, 1 or more, not {number.spread!r}")


def _check_grade(number: Sourced) -> None:
    if number.grade not in GRADES:
        raise Mistake(f"{number.place}: grade '{number.grade}' is not one of {', '.join(GRADES)}")
    if number.grade == "assumed" and not number.note:
        raise Mistake(f"{number.place}: an assumed value needs a note that says why")
    if number.grade != "assumed" and not number.source:
        raise Mistake(f"{number.place}: no source; name one, or grade it assumed with a note")
    if number.source and number.grade != "fitted" and number.seen not in SEEN:
        raise Mistake(f"{number.place}: say whether the source was seen: {' or '.join(SEEN)}")
