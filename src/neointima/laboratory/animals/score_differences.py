"""Groups against the control by ordinal scores: shifts of animals' medians with exact limits, and shares of pairs."""

from math import nan

import numpy as np

from neointima.analysis.means.exceeding_share import exceeding_share
from neointima.analysis.means.holm import holm
from neointima.analysis.means.ranks import mann_whitney
from neointima.analysis.means.shift import shift_between, shift_within
from neointima.laboratory.animals.difference import (
    BESIDE,
    RECOMMENDED,
    WRONG,
    Difference,
    from_adjusted,
    wrong_note,
)
from neointima.laboratory.animals.outcomes import Outcome
from neointima.laboratory.animals.unit_values import GroupValues, gaps_within, group_values
from neointima.mistake import Mistake

EFFECT, SHARE = "Hodges–Lehmann shift", "share of pairs in which the group is higher"
BETWEEN, WITHIN = "shift of animal medians, exact Mann–Whitney", "shift within animals, exact Wilcoxon"
NEWCOMBE, SECTIONS = "pairs of animals (Newcombe)", "Mann–Whitney on sections"
WHY = (
    "A score is a rank, not a length: medians and quartiles describe it, and groups are compared by the shift between "
    "their animals' medians (Hodges–Lehmann) with limits and P from counted ranks; limits are Bonferroni's and P is "
    "Holm's where there are several comparisons."
)
TOO_FEW = "too few animals for a {level:g} % interval from ranks"


def score_differences(outcome: Outcome, control: str, *, level: float = 0.95) -> tuple[list[Difference], list[str]]:
    """All methods for every group, the recommended first, and what must be known before one is read."""
    groups, notes = group_values(outcome), []
    others = [name for name in groups if name != control]
    lines: list[list[Difference]] = []
    for name in others:
        pair = groups[name], groups[control]
        base = Difference(outcome, name, control, RECOMMENDED, BETWEEN, EFFECT, nan, level=level)
        own, note = _of_pair(pair, base, comparisons=len(others))
        lines.append([*own, *_by_sections(outcome, pair, base)])
        notes += [f"{outcome.title()}: {note}"] if note else []
    adjusted = holm([own[0].p_value if np.isfinite(own[0].p_value) else 1.0 for own in lines])
    for own, p_value in zip(lines, adjusted, strict=True):
        if np.isfinite(own[0].p_value):
            own[0] = own[0]._replace(p_value=float(p_value))
    return [line for own in lines for line in own], notes


def _of_pair(
    pair: tuple[GroupValues, GroupValues], base: Difference, *, comparisons: int
) -> tuple[list[Difference], str]:
    """Within the animals that have both where these are the most, else between those that have one."""
    first, second = pair
    names = (base.group, base.control)
    wide = 1 - (1 - base.level) / comparisons
    gaps = gaps_within(first, second)
    apart = [_without(first, second), _without(second, first)]
    if 2 * gaps.size >= sum(one.size for one in apart) and gaps.size:
        left = sum(one.size for one in apart)
        note = f"{base.group} and {base.control}: {left} animals without both are left out" if left else ""
        found = shift_within(gaps, level=wide, names=names)
        line = from_adjusted(base._replace(method=WITHIN), found, comparisons=comparisons)
        return [_finite(line, enough=gaps.size > 1)], note
    shared = f"{base.group} and {base.control}: {gaps.size} animals that have both are left out" if gaps.size else ""
    if not (apart[0].size and apart[1].size):
        return [base._replace(note="no animal has one of the groups alone")], shared
    found = shift_between(*apart, level=wide, names=names)
    lines = [_finite(from_adjusted(base, found, comparisons=comparisons), enough=min(map(len, apart)) > 1)]
    share = exceeding_share(*apart, level=wide, names=names)
    beside = base._replace(method=NEWCOMBE, kind=BESIDE, effect=SHARE, comparisons=comparisons)
    if min(map(len, apart)) > 1:
        note = "ties count half; 0.5 is no difference"
        lines.append(beside._replace(estimate=share.value, lower=share.lower, upper=share.upper, note=note))
    return lines, shared


def _without(one: GroupValues, other: GroupValues) -> np.ndarray:
    """The values of the animals that have this group alone."""
    pairs = zip(one.animals, one.values, strict=True)
    return np.array([value for animal, value in pairs if animal not in other.animals])


def _finite(line: Difference, *, enough: bool) -> Difference:
    """No infinite limits, and no test of a single animal: both are said in words."""
    if not enough:
        return line._replace(lower=nan, upper=nan, p_value=nan, note="one animal, so there is no interval and no test")
    if np.isfinite(line.lower) and np.isfinite(line.upper):
        return line
    percent = 100 * (1 - (1 - line.level) / line.comparisons)
    return line._replace(lower=nan, upper=nan, note=TOO_FEW.format(level=round(percent, 1)))


def _by_sections(outcome: Outcome, pair: tuple[GroupValues, GroupValues], base: Difference) -> list[Difference]:
    """Mann–Whitney of all sections, to be recognised and not to be quoted."""
    if all(one.sections == len(one.animals) for one in pair):
        return []
    rows = [outcome.values[outcome.groups == name] for name in (base.group, base.control)]
    try:
        found = mann_whitney(*rows, names=(base.group, base.control))
    except Mistake:
        return []
    wrong = base._replace(method=SECTIONS, kind=WRONG, effect=SHARE, estimate=found.estimate, null=found.null)
    return [wrong._replace(p_value=found.p_value, statistic=found.statistic, note=wrong_note(*pair))]
