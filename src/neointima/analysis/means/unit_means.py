"""One value for each treated unit: the mean of its rows, the simplest honest analysis of nested data."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.analysis import Summary, summarise
from neointima.analysis.statements.null_words import ARMS
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Marks


class Arms(NamedTuple):
    """Summaries over units, ready for any test of two means."""

    first: Summary
    second: Summary


def unit_means(values: Array, treated: Marks, units: NDArray[Any], *, names: tuple[str, str] = ARMS) -> Arms:
    """Mean, SD and number of the unit means, treated first. Exact where units have equally many rows."""
    means = by_unit(values, units)
    marks = treated_units(treated, units, names=names)
    return Arms(summarise(means[marks]), summarise(means[~marks]))


def by_unit(values: Array, units: NDArray[Any]) -> Array:
    """The mean of each unit's rows, units in the order of their names."""
    _, unit = np.unique(units, return_inverse=True)
    return np.asarray(np.bincount(unit, weights=values) / np.bincount(unit))


def treated_units(treated: Marks, units: NDArray[Any], *, names: tuple[str, str] = ARMS) -> Marks:
    """Which units were treated, in the same order; a Mistake where a unit is in both arms, or an arm is empty."""
    share = by_unit(np.asarray(treated, float), units)
    if np.any((share > 0) & (share < 1)):
        raise Mistake(f"{names[0]} and {names[1]}: one unit is in both arms; name the unit that was treated")
    if not 0 < share.sum() < share.size:
        raise Mistake(f"{names[0]} and {names[1]}: both arms need units; one of them is empty")
    return np.asarray(share == 1)
