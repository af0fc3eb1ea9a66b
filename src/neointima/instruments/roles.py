"""What a well is for, from the words that laboratories use for it."""

import re
from math import isnan

from neointima.instruments import ROLES
from neointima.mistake import Mistake

WORDS = {
    "sample": "sample drug compound treated spl",
    "vehicle": "vehicle dmso dmsocontrol vehiclecontrol solvent solventcontrol negativecontrol neg negcontrol",
    "untreated": "untreated notreatment mediumcontrol mediacontrol cellsonly untreatedcontrol",
    "blank": "blank blk background nocells mediumonly mediaonly",
    "time_zero": "timezero time0 t0 day0",
    "empty": "empty unused",
}
LONGEST = 100
ROLE_OF = {word: role for role, words in WORDS.items() for word in words.split()}


def role_in(text: str) -> str | None:
    """The role that a text names, and nothing else; None where it names none."""
    return ROLE_OF.get(re.sub(r"[\W_]+", "", text.lower()))


def numbered_role_in(text: str) -> str | None:
    """The role in a reader's numbered name, such as 'Sample X1', 'Blank B' or 'BLK2'."""
    if len(text) > LONGEST:
        return None
    return role_in(text) or role_in(re.sub(r"(?:\s+[A-Z]{1,2})?[0-9]*$", "", text.strip()))


def stated_role(text: str, place: str) -> str:
    """The role that must be in a text; a Mistake that lists the roles where it is not."""
    role = numbered_role_in(text)
    if role is None:
        raise Mistake(
            f"{place}: '{text[:20]}' is not a role; write one of {', '.join(ROLES)} (a control that is neither"
            " vehicle nor untreated is a sample of its compound)"
        )
    return role


def control_in(compound: str) -> str | None:
    """The role of a well whose compound is the word for a control, such as 'DMSO'."""
    role = role_in(compound)
    return None if role == "sample" else role


def check_dose(dose: float, place: str) -> None:
    """Refuse a dose below zero."""
    if not isnan(dose) and dose < 0:
        raise Mistake(
            f"{place}: the dose is {dose:g}, below zero; correct it, or write a logarithm as the concentration itself"
        )
