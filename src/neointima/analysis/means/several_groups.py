"""The check of several groups of values, and the outcome of a test that all are alike."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array


class Together(NamedTuple):
    """A test of all groups at once: its statistic, degrees of freedom between and within (nan if none), and P."""

    method: str
    null: str
    statistic: float
    df_between: float
    df_within: float
    p_value: float


class Adjusted(NamedTuple):
    """One pair of groups: its test and its interval, both adjusted for all pairs compared."""

    finding: Finding
    interval: Interval


def checked(groups: Mapping[str, Array]) -> list[Array]:
    """The values of each group, if there are groups to compare and values to judge them by."""
    if len(groups) < 2:
        raise Mistake(f"groups: {len(groups)} given; at least two are needed to compare")
    for name, values in groups.items():
        if np.size(values) < 2 or not np.all(np.isfinite(values)):
            raise Mistake(f"{name}: at least two values, all of them numbers, are needed")
    found = [np.asarray(values, float) for values in groups.values()]
    if all(np.ptp(values) == 0 for values in found):
        raise Mistake(f"{', '.join(groups)}: no spread within any group, so nothing can be tested; check the values")
    return found
