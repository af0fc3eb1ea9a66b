"""What a layout says about one well."""

import re
from math import isinf, isnan, nan
from typing import NamedTuple

from neointima.instruments.headings import unit_in
from neointima.instruments.numbers import is_missing
from neointima.instruments.roles import check_dose, control_in, role_in, stated_role
from neointima.instruments.sheet import Cell, number, value_with_comma
from neointima.instruments.wells import Well
from neointima.mistake import Mistake

# 'sirolimus 10 nM', 'sirolimus (10 nM)', 'sirolimus @ 0,1': a name, a number and perhaps a unit.
DESCRIPTION = re.compile(
    r"(?P<compound>.*?[^\s@(,:;])[\s@(,:;]*[\s@(]"
    r"(?P<dose>[+-]?(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?)\s*"
    r"(?P<unit>[A-Za-zµμ][^\s()]*)?\s*\)?"
)
LONGEST = 200


class Written(NamedTuple):
    """The words of a layout about a well; '' and None where it says nothing."""

    role: str = ""
    compound: str = ""
    dose: Cell = None
    unit: str = ""
    series: str = ""


class Placed(NamedTuple):
    """A well with what it held; ``plate`` is '' where the layout serves every plate."""

    plate: str
    well: Well
    role: str
    compound: str
    dose: float
    unit: str
    series: str


def described(text: str, place: str) -> Written:
    """The words of one cell: '' , a role, or a compound with its dose."""
    if not text or role_in(text):
        return Written(role=text)
    match = DESCRIPTION.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return Written(compound=text)
    unit = unit_in(match["unit"]) if match["unit"] else ""
    if unit is None:
        raise Mistake(f"{place}: '{text[:40]}' is not understood; write for example 'sirolimus 10 nM'")
    return Written(compound=match["compound"], dose=value_with_comma(match["dose"]), unit=unit)


def placed(written: Written, well: Well, *, plate: str, place: str) -> Placed:
    """The well as it is used; a Mistake where a sample lacks its compound or dose, or a dose is none."""
    dose = _dose(written.dose, place)
    control = control_in(written.compound)
    compound = "" if control else written.compound
    role = _role(written, dose, place)
    if role == "sample" and not compound:
        raise Mistake(f"{place}: a sample without a compound; name it, or give the well another role")
    if role == "sample" and isnan(dose):
        raise Mistake(f"{place}: '{compound[:40]}' without a dose; write it, as in 'sirolimus 10 nM'")
    if role == "sample" and dose == 0:
        role = "vehicle"
    return Placed(plate, well, role, compound, dose, unit=written.unit, series=written.series)


def _role(written: Written, dose: float, place: str) -> str:
    if written.role:
        return stated_role(written.role, place)
    if written.compound:
        return control_in(written.compound) or "sample"
    return "empty" if isnan(dose) else "sample"


def _dose(cell: Cell, place: str) -> float:
    value = number(cell)
    if value is None:
        if not is_missing(cell):
            raise Mistake(f"{place}: the dose '{str(cell)[:20]}' is not a number; correct it")
        return nan
    if isinf(value):
        raise Mistake(f"{place}: the dose is infinite; correct it")
    check_dose(value, place)
    return value
