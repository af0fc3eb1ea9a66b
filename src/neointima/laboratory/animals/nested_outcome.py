"""The rows of an outcome as a mixed model takes them: levels that say something, outermost first."""

from typing import NamedTuple

import numpy as np

from neointima.laboratory.animals.outcomes import Names, Outcome
from neointima.quantities.kinds import Array

# A model of more sections an animal costs minutes and says what the means of its stents say.
MOST_IN_ANIMAL = 120
ALIKE = 1e-12


class NestedOutcome(NamedTuple):
    """``levels`` are those of ``named`` ('animal', 'stent'); ``rows`` says what a row is: section, stent or animal."""

    values: Array
    groups: Names
    levels: list[Names]
    named: tuple[str, ...]
    rows: str


def nested_outcome(outcome: Outcome) -> NestedOutcome:
    """The sections in their stents and animals; a level that groups nothing, or leaves nothing inside, is left out."""
    values, groups, animals = outcome.values, outcome.groups, outcome.animals
    stents = np.array([f"{one}\n{other}" for one, other in zip(animals, outcome.stents, strict=True)], dtype=object)
    rows = "section"
    most = max(np.unique(animals, return_counts=True)[1])
    if most > MOST_IN_ANIMAL or _leaves_nothing(values, stents):
        values, groups, animals, stents, rows = *_means(outcome, stents), "stent"
    if np.unique(stents).size == values.size:
        if np.unique(animals).size == values.size:
            return NestedOutcome(values, groups, [], (), "animal")
        return NestedOutcome(values, groups, [animals], ("animal",), "stent")
    if np.unique(stents).size == np.unique(animals).size:
        return NestedOutcome(values, groups, [animals], ("animal",), rows)
    return NestedOutcome(values, groups, [animals, stents], ("animal", "stent"), rows)


def _leaves_nothing(values: Array, stents: Names) -> bool:
    """Whether the sections of each stent are all alike."""
    _, stent = np.unique(stents, return_inverse=True)
    means = np.bincount(stent, weights=values) / np.bincount(stent)
    return bool(np.ptp(values - means[stent]) <= ALIKE * max(float(np.ptp(values)), ALIKE))


def _means(outcome: Outcome, stents: Names) -> tuple[Array, Names, Names, Names]:
    """Values, groups, animals and stents with the mean of each stent in place of its sections."""
    names, first, stent = np.unique(stents, return_index=True, return_inverse=True)
    means = np.bincount(stent, weights=outcome.values) / np.bincount(stent)
    return means, outcome.groups[first], outcome.animals[first], names
