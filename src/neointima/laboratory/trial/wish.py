"""What is asked of a trial's table: which arms, against which margin, with which direction and confidence."""

import re
from math import isfinite, nan
from typing import NamedTuple

from neointima.analysis.statements.direction import Direction
from neointima.analysis.statements.interval import checked_level
from neointima.mistake import Mistake

WRITTEN = re.compile(r"\s*([+-]?[0-9.,eE+-]+)\s*(%|[A-Za-zµμ/*^0-9²³ ]{0,20})\s*")
DIRECTIONS = {"worse": Direction.HIGHER_IS_WORSE, "better": Direction.HIGHER_IS_BETTER}


class Margin(NamedTuple):
    """A positive number in a unit ('' where none was written)."""

    value: float
    unit: str


class Wish(NamedTuple):
    """``margin`` and ``direction`` are None where there is no claim of non-inferiority."""

    margin: Margin | None = None
    direction: Direction | None = None
    level: float = 0.95
    arms: tuple[str, ...] = ()
    control: str = ""
    printed_p: str = ""

    def against(self) -> tuple[Margin, Direction] | None:
        """Margin and direction together."""
        return (self.margin, self.direction) if self.margin and self.direction else None


def wish(
    *,
    margin: str = "",
    higher_is: str = "",
    level: float = 0.95,
    arms: tuple[str, ...],
    control: str,
    printed_p: str = "",
) -> Wish:
    """The checked wish; a margin whose direction is not stated is refused."""
    checked_level(level)
    if arms and control:
        raise Mistake("arms and control: name two arms (--arms A B), or one control for all others (--control C)")
    found = read_margin(margin) if margin else None
    if found and not higher_is:
        raise Mistake(
            f"margin {margin}: say which way is good, --higher-is worse (restenosis, late loss, death) or --higher-is "
            "better (lumen, patency); a margin means nothing without its direction"
        )
    return Wish(found, DIRECTIONS[higher_is] if higher_is else None, level, arms, control, printed_p)


def read_margin(text: str) -> Margin:
    """``3.5%``, ``0.15mm``, ``0.15 mm`` or a bare number."""
    found = WRITTEN.fullmatch(text)
    try:
        value = float(found[1]) if found else nan
    except ValueError:
        value = nan
    if found is None or not isfinite(value):
        raise Mistake(f"margin: a number with its unit expected, such as 3.5% or 0.15mm, '{text[:20]}' given")
    if value <= 0:
        raise Mistake(
            f"margin: a positive number expected, {text.strip()} given; the direction (--higher-is) carries the sign"
        )
    return Margin(value, found[2].strip())
