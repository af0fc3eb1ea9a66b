"""Groups against the control by ordinal scores: shifts of animals' medians with exact limits, and shares of pairs."""

from collections.abc import Callable
from functools import partial
from math import nan

import numpy as np

from neointima.analysis.means.exceeding_share import exceeding_share
from neointima.analysis.means.holm import holm
from neointima.analysis.means.ranks import mann_whitney
from neointima.analysis.means.several_groups import Adjusted
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
from neointima.quantities.kinds import Array

EFFECT, SHARE = "Hodges–Lehmann shift", "share of pairs in which the group is higher"
BETWEEN, WITHIN = "shift of animal medians, exact Mann–Whitney", "shift within animals, exact Wilcoxon"
NEWCOMBE, SECTIONS = "pairs of animals (Newcombe)", "Mann–Whitney on sections"
WHY = (
    "A score is a rank, not a length: medians and quartiles describe it, and groups are compared by the shift between "
    "their animals' medians (Hodges–Lehmann) with limits and P from counted ranks; limits are Bonferroni's and P is "
    "Holm's where there are several comparisons."
)
TOO_FEW = "too few animals for a {level} % interval from ranks"
ONE_ANIMAL = "one animal, so there is no interval and no test"
HALF = "ties count half; 0.5 is no difference"


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
    gaps = gaps_within(first, second)
    apart = _without(first, second), _without(second, first)
    names, left = (base.group, base.control), apart[0].size + apart[1].size
    if gaps.size and 2 * gaps.size >= left:
        note = _left_out(names, left, "without both") if left else ""
        line = base._replace(method=WITHIN)
        shift = partial(shift_within, gaps, names=names)
        return _shifts(shift, line, enough=gaps.size > 1, comparisons=comparisons), note
    note = _left_out(names, gaps.size, "that have both") if gaps.size else ""
    if not (apart[0].size and apart[1].size):
        return [base._replace(note="no animal has one of the groups alone")], note
    enough = min(apart[0].size, apart[1].size) > 1
    lines = _shifts(partial(shift_between, *apart, names=names), base, enough=enough, comparisons=comparisons)
    if enough:
        share = exceeding_share(*apart, level=1 - (1 - base.level) / comparisons, names=names)
        beside = base._replace(method=NEWCOMBE, kind=BESIDE, effect=SHARE, comparisons=comparisons, note=HALF)
        lines.append(beside._replace(estimate=share.value, lower=share.lower, upper=share.upper))
    return lines, note


def _left_out(names: tuple[str, str], count: int, which: str) -> str:
    animals = "1 animal" if count == 1 else f"{count} animals"
    return f"{names[0]} and {names[1]}: {animals} {which} left out"


def _shifts(shift: Callable[..., Adjusted], base: Difference, *, enough: bool, comparisons: int) -> list[Difference]:
    """The shift at the level of the family; where ranks give no such limits, also at the level of one comparison."""
    level = base.level
    wide = 1 - (1 - level) / comparisons
    line = from_adjusted(base, shift(level=wide), comparisons=comparisons)
    if not enough:
        return [line._replace(lower=nan, upper=nan, p_value=nan, note=ONE_ANIMAL)]
    if np.isfinite(line.lower):
        return [line]
    first = line._replace(lower=nan, upper=nan, note=TOO_FEW.format(level=f"{100 * wide:.3g}"))
    alone = from_adjusted(base._replace(kind=BESIDE), shift(level=level), comparisons=1)
    if comparisons == 1 or not np.isfinite(alone.lower):
        return [first]
    return [first, alone._replace(note="for this comparison alone: not adjusted for the others")]


def _without(one: GroupValues, other: GroupValues) -> Array:
    """The values of the animals that have this group alone."""
    pairs = zip(one.animals, one.values, strict=True)
    return np.array([value for animal, value in pairs if animal not in other.animals])


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
