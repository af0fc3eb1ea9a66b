"""One value for each animal in each group: sections make stents, stents make animals."""

from typing import NamedTuple

import numpy as np

from neointima.laboratory.animals.outcomes import Outcome
from neointima.quantities.kinds import Array

QUARTILES = (0.25, 0.5, 0.75)


class GroupValues(NamedTuple):
    """The values of a group's animals by name, and how many stents and sections stand behind them."""

    group: str
    animals: tuple[str, ...]
    values: Array
    stents: int
    sections: int
    of_sections: float

    def quartiles(self) -> tuple[float, float, float]:
        """Lower quartile, median and upper quartile of the animals, linear between order statistics."""
        low, middle, high = np.quantile(self.values, QUARTILES)
        return float(low), float(middle), float(high)

    def sd(self) -> float:
        """Standard deviation between animals; nan where there is one."""
        return float(self.values.std(ddof=1)) if self.values.size > 1 else float("nan")


def group_values(outcome: Outcome) -> dict[str, GroupValues]:
    """Each group in the order of the table: means of means of stents, or medians of medians where it is a score."""
    return {group: _of_group(outcome.of(outcome.groups == group), group) for group in dict.fromkeys(outcome.groups)}


def _of_group(own: Outcome, group: str) -> GroupValues:
    middle = np.median if own.is_score else np.mean
    stents: dict[str, dict[str, list[float]]] = {}
    for animal, stent, value in zip(own.animals, own.stents, own.values, strict=True):
        stents.setdefault(animal, {}).setdefault(stent, []).append(float(value))
    values = np.array([middle([middle(sections) for sections in one.values()]) for one in stents.values()])
    count = sum(len(one) for one in stents.values())
    return GroupValues(group, tuple(stents), values, count, own.values.size, float(own.values.mean()))


def share_animals(groups: dict[str, GroupValues]) -> bool:
    """Whether any animal has stents of two groups."""
    names = [animal for one in groups.values() for animal in one.animals]
    return len(names) > len(set(names))


def gaps_within(first: GroupValues, second: GroupValues) -> Array:
    """First less second in each animal that has both."""
    other = dict(zip(second.animals, second.values, strict=True))
    own = zip(first.animals, first.values, strict=True)
    return np.array([value - other[animal] for animal, value in own if animal in other])
