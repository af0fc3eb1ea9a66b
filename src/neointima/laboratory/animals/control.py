"""Which group the others are compared with."""

import re
from collections.abc import Sequence

from neointima.instruments.animal_table import same_name
from neointima.instruments.wells import listed
from neointima.mistake import Mistake

TOLD_BY = re.compile(r"\b(control|ctrl|bare|bms|sham|vehicle|placebo|uncoated|untreated)\b", re.IGNORECASE)


def control_group(groups: Sequence[str], asked: str, path: str) -> tuple[str, str]:
    """The control's name, and how it was found; both '' where there is a single group.

    Asked for, else the only group whose name says so. A Mistake lists the groups where neither tells.
    """
    shown = listed([f"'{name}'" for name in groups])
    if asked:
        found = [name for name in groups if same_name(name) == same_name(asked)]
        if not found:
            raise Mistake(f"{path}: control '{asked[:40]}' is not among the groups; they are {shown}")
        return found[0], ""
    if len(groups) < 2:
        return "", ""
    likely = [name for name in groups if TOLD_BY.search(re.sub(r"[_\W]+", " ", name))]
    if len(likely) != 1:
        which = "none is called control" if not likely else f"{len(likely)} could be the control"
        raise Mistake(f"{path}: groups are {shown} and {which}; name it with --control")
    return likely[0], f"'{likely[0]}' was taken for the control, as its name says; --control names another"
