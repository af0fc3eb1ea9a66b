"""Several arms, each against one control: from rows of values, or from the mean, SD and number of each."""

from collections.abc import Mapping

import numpy as np

from neointima.analysis import Summary, summarise
from neointima.analysis.means import dunnett
from neointima.analysis.means.several_groups import Adjusted, checked
from neointima.laboratory.trial.compared import Compared
from neointima.laboratory.trial.line import DIFFERENCE, MARGIN, Line, line
from neointima.laboratory.trial.summary_lines import arm_rows, in_unit, shape_warnings, summary
from neointima.laboratory.trial.trial_table import TrialTable, named_twice
from neointima.laboratory.trial.wish import Wish
from neointima.mistake import Mistake

WHY = (
    "Dunnett's method is recommended: every arm against one control, with one error for the whole family. Intervals "
    "and P are adjusted for the number of arms, so do not correct them again."
)
UNEVEN = 2.0


def values_against_control(of: TrialTable, wish: Wish) -> Compared:
    """From a table with a value in each row."""
    names, values = np.array(of.names("arm")), of.numbers("value")
    if of.has("patient") and len(set(of.names("patient"))) < len(names):
        raise Mistake(f"{of.place}: several rows a patient; name two arms with --arms for the mixed model")
    groups = {name: values[names == name] for name in dict.fromkeys(names.tolist())}
    arms = dict(zip(groups, map(summarise, checked(groups)), strict=True))
    return _compared("rows", of, arms, wish=wish)


def summaries_against_control(of: TrialTable, wish: Wish) -> Compared:
    """From a table of means, SDs and numbers."""
    names = of.names("arm")
    if twice := named_twice(names):
        raise Mistake(f"{of.place}: arm '{twice}' is here twice; one mean, SD and n for each arm is expected")
    return _compared("summaries", of, {name: summary(of, row) for row, name in enumerate(names)}, wish=wish)


def _compared(kind: str, of: TrialTable, arms: Mapping[str, Summary], *, wish: Wish) -> Compared:
    """Against the margin, where there is one, and against no difference."""
    unit = of.unit("value" if kind == "rows" else "mean")
    against, lines = wish.against(), []
    if against:
        margin, direction = in_unit(against[0], unit), against[1]
        found = dunnett.non_inferiority(
            arms,
            wish.control,
            margin=margin,
            direction=direction,
            unit=unit or against[0].unit,
            level=wish.level,
        )
        lines += _lines(MARGIN, found, control=wish.control, unit=unit)
    found = dunnett.from_summaries(arms, wish.control, level=wish.level)
    lines += _lines(DIFFERENCE, found, control=wish.control, unit=unit)
    every = list(arms.values())
    rows = arm_rows(list(arms), every, unit=unit, level=wish.level)
    warnings = [*of.notes, *shape_warnings(every, list(arms)), *_spread_warning(arms)]
    return Compared(kind, tuple(arms), rows, lines, WHY, warnings)


def _lines(question: str, found: Mapping[str, Adjusted], *, control: str, unit: str) -> list[Line]:
    return [
        line(
            question, f"difference of means, {name} − {control}", unit, interval=one.interval, finding=one.finding
        )._replace(recommended=True)
        for name, one in found.items()
    ]


def _spread_warning(arms: Mapping[str, Summary]) -> list[str]:
    """Dunnett's method pools the variances of all arms."""
    ordered = sorted(arms, key=lambda name: arms[name].sd)
    least, most = ordered[0], ordered[-1]
    if arms[most].sd <= UNEVEN * arms[least].sd:
        return []
    return [
        f"the SD of {most} is more than twice that of {least}, and Dunnett's method takes all as equal; read Welch's t "
        "of the pair (--arms) beside it"
    ]
