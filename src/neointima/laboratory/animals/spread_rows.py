"""Where an outcome varies: between animals, between the stents of one, and between the sections of a stent."""

from typing import NamedTuple

import numpy as np

from neointima.analysis.means.nested_groups import grouped_rows
from neointima.analysis.means.nested_spread import Spread, nested_spread
from neointima.laboratory.animals.nested_outcome import NestedOutcome, nested_outcome
from neointima.laboratory.animals.outcomes import Outcome
from neointima.mistake import Mistake

NO_SPREAD = "a variance of zero is a result: nothing was found there beyond what lies inside; the animal stays the unit"


class SpreadRow(NamedTuple):
    """The variance of one ``level`` around the means of groups; ``alike`` is the correlation of two rows inside it."""

    level: str
    units: int
    variance: float
    sd: float
    share: float
    alike: float


class OutcomeSpread(NamedTuple):
    """The levels from the outside in, the last without correlation, and what the rows together are worth."""

    outcome: Outcome
    rows: list[SpreadRow]
    size: int
    design_effect: float
    worth: float

    def said(self) -> str:
        """The shares, the correlation inside a stent or animal, and the design effect, in a sentence."""
        shares = [f"{100 * one.share:.0f} % between {one.level}s" for one in self.rows]
        inner = self.rows[-2]
        row = self.rows[-1].level
        zero = [one.level for one in self.rows if one.variance == 0]
        text = (
            f"of the variance inside groups {', '.join(shares)}; two {row}s of one {inner.level} correlate with "
            f"{inner.alike:.2f}, so {self.size} {row}s say as much as {self.worth:.1f} independent ones (design effect "
            f"{self.design_effect:.2f})"
        )
        return text + (f"; {NO_SPREAD}" if zero else "")


def outcome_spread(outcome: Outcome) -> OutcomeSpread | None:
    """The components by REML; None for scores, and where values lie in no levels or do not tell them apart."""
    if outcome.is_score:
        return None
    rows = nested_outcome(outcome)
    if not rows.levels:
        return None
    try:
        found = nested_spread(grouped_rows(rows.values, rows.groups, rows.levels))
    except (Mistake, np.linalg.LinAlgError):
        return None
    return OutcomeSpread(outcome, _rows(rows, found), rows.values.size, found.design_effect, found.worth)


def _rows(rows: NestedOutcome, found: Spread) -> list[SpreadRow]:
    whole = float(found.between.sum() + found.residual)
    levels = [
        SpreadRow(name, np.unique(labels).size, float(one), float(one) ** 0.5, float(one) / whole, float(alike))
        for name, labels, one, alike in zip(rows.named, rows.levels, found.between, found.alike, strict=True)
    ]
    size, left = rows.values.size, found.residual
    return [*levels, SpreadRow(rows.rows, size, left, left**0.5, left / whole, float("nan"))]
