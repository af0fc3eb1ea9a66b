"""The table of groups: animals, stents and sections side by side, and what the animals show."""

from math import isnan
from typing import NamedTuple

from neointima.analysis.statements.interval import student_reach
from neointima.laboratory.animals.outcomes import Outcome
from neointima.laboratory.animals.unit_values import GroupValues, group_values
from neointima.laboratory.trial.line import amount, figure


class GroupRow(NamedTuple):
    """A group of an outcome: the mean of its animals with a t interval, their SD and quartiles.

    ``of_sections`` is the mean over all sections, as tables of papers often give it.
    """

    outcome: Outcome
    values: GroupValues
    mean: float
    lower: float
    upper: float
    sd: float
    quartiles: tuple[float, float, float]

    def said(self) -> str:
        """Mean and SD between animals, or median and quartiles where it is a score."""
        if self.outcome.is_score:
            low, middle, high = (round(one, 2) for one in self.quartiles)
            return f"{middle:g} ({low:g} to {high:g})"
        mean = figure(self.mean, "")
        if isnan(self.sd):
            return mean
        return f"{mean} ± {self.sd:.{len(mean.partition('.')[2])}f}"

    def interval_said(self) -> str:
        """The mean with its interval; 'no interval' of a single animal, '' for a score."""
        return "" if self.outcome.is_score else amount((self.mean, self.lower, self.upper), "")


def group_rows(outcome: Outcome, *, level: float = 0.95) -> list[GroupRow]:
    """A row for each group, in the order of the table."""
    return [_row(outcome, one, level) for one in group_values(outcome).values()]


def _row(outcome: Outcome, one: GroupValues, level: float) -> GroupRow:
    mean, sd, n = float(one.values.mean()), one.sd(), one.values.size
    reach = student_reach(level, n - 1) * sd / n**0.5 if n > 1 else float("nan")
    return GroupRow(outcome, one, mean, mean - reach, mean + reach, sd, one.quartiles())
