"""One comparison of a group with the control: effect and interval first, then P, and how far to believe it."""

from math import isfinite, isinf, nan
from typing import NamedTuple

from neointima.analysis.means.contrast import Contrast
from neointima.analysis.means.several_groups import Adjusted
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval
from neointima.laboratory.animals.outcomes import Outcome
from neointima.laboratory.animals.unit_values import GroupValues
from neointima.laboratory.trial.line import amount, p_words

RECOMMENDED, BESIDE, WRONG = "recommended", "beside", "wrong"
NOT_QUOTED = "wrong: counts {sections} sections as if each were an animal ({animals} animals); not to be quoted"
PERCENT_DIFFERENCE = "percentage points"


class Difference(NamedTuple):
    """``group`` less ``control`` by one ``method``; nan where it gives no such number.

    ``kind`` is recommended, beside or wrong; ``comparisons`` is how many the interval and P are adjusted for together.
    """

    outcome: Outcome
    group: str
    control: str
    kind: str
    method: str
    effect: str
    estimate: float
    lower: float = nan
    upper: float = nan
    level: float = 0.95
    comparisons: int = 1
    p_value: float = nan
    statistic: float = nan
    df: float = nan
    null: str = ""
    note: str = ""

    def unit(self) -> str:
        """The unit of the effect in words: a difference of percentages is in points."""
        if self.effect.startswith(("share", "ratio")):
            return ""
        return PERCENT_DIFFERENCE if self.outcome.unit == "%" else self.outcome.unit

    def said(self) -> str:
        """The effect and its interval as people write them."""
        numbers = (self.estimate, self.lower, self.upper)
        if isinf(self.lower) or isinf(self.upper):
            numbers = (self.estimate, nan, nan)
        return amount(numbers, self.unit())

    def interval_said(self) -> str:
        """What the interval is: its level, and for how many comparisons together; '' where there is none."""
        if not (isfinite(self.lower) and isfinite(self.upper)):
            return ""
        together = f" for {self.comparisons} comparisons together" if self.comparisons > 1 else ""
        return f"{100 * self.level:g} % interval{together}"

    def p_said(self) -> str:
        """P as it is printed; '' where there is none."""
        return p_words(self.p_value) if isfinite(self.p_value) else ""

    def verdict(self) -> str:
        """What P says at the level, in a sentence."""
        if not isfinite(self.p_value):
            return "No test is possible."
        alpha = f"{100 * (1 - self.level):.3g} %"
        if self.p_value < 1 - self.level:
            return f"The groups differ at a two-sided level of {alpha}."
        return f"No difference was shown at a two-sided level of {alpha}, which is not proof that there is none."


def from_adjusted(base: Difference, found: Adjusted, *, comparisons: int) -> Difference:
    """The line of a test and its interval."""
    return _filled(base, found.finding, found.interval)._replace(comparisons=comparisons)


def from_contrast(base: Difference, found: Contrast, *, comparisons: int) -> Difference:
    """The line of one contrast, Bonferroni's where there are several comparisons."""
    level = base.level
    interval = found.interval(level=1 - (1 - level) / comparisons)._replace(level=level)
    line = _filled(base, found.superiority(), interval)
    return line._replace(p_value=min(1.0, comparisons * line.p_value), comparisons=comparisons)


def _filled(base: Difference, finding: Finding, interval: Interval) -> Difference:
    return base._replace(
        estimate=interval.value,
        lower=interval.lower,
        upper=interval.upper,
        p_value=finding.p_value,
        statistic=finding.statistic,
        df=finding.df,
        null=finding.null,
    )


def wrong_note(first: GroupValues, second: GroupValues) -> str:
    """Why the test of sections is none."""
    animals = len(set(first.animals) | set(second.animals))
    return NOT_QUOTED.format(sections=first.sections + second.sections, animals=animals)
