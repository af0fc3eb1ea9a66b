"""Groups against the control by their means: Dunnett on animals, a mixed model, and what sections would have said."""

from collections.abc import Callable, Mapping

import numpy as np

from neointima.analysis import summarise
from neointima.analysis.means.contrast import Contrast, checked
from neointima.analysis.means.dunnett import dunnett
from neointima.analysis.means.nested_groups import nested_groups
from neointima.analysis.means.several_groups import Adjusted
from neointima.analysis.means.welch import welch
from neointima.laboratory.animals.difference import (
    BESIDE,
    RECOMMENDED,
    WRONG,
    Difference,
    from_adjusted,
    from_contrast,
    wrong_note,
)
from neointima.laboratory.animals.nested_outcome import nested_outcome
from neointima.laboratory.animals.outcomes import Outcome
from neointima.laboratory.animals.unit_values import GroupValues, gaps_within, group_values, share_animals
from neointima.mistake import Mistake

EFFECT = "difference of means"
ONE_ANIMAL = "{group}: one animal, so nothing tells how animals of this group differ; no interval"
DUNNETT, MIXED = "Dunnett on animal means", "mixed model (REML), animals and stents as levels"
BLOCKS = "mixed model (REML), animals as blocks"
WELCH, PAIRED = "Welch t of animal means", "paired t of animals that have both"
SECTIONS_WELCH, SECTIONS_DUNNETT = "Welch t of sections", "Dunnett on sections"
WHY = {
    DUNNETT: "Dunnett on animal means is recommended: every animal counts once, by the mean of its stents, each group "
    "meets the one control, and intervals and P are adjusted for all comparisons, so do not correct them again.",
    MIXED: "The mixed model is recommended: sections of one stent and stents of one animal are alike, so they do not "
    "count as animals; its degrees of freedom are those of the animals.",
    BLOCKS: "The mixed model with animals as blocks is recommended: animals carry stents of several groups, so what "
    "an animal does to all its stents cancels from their differences; intervals and P are adjusted for all "
    "comparisons by the joint t of these, which share animals and control.",
    WELCH: "Welch's t of animal means is recommended: every animal has one value, and spreads need not be equal.",
}
Tested = dict[str, GroupValues]


def mean_differences(outcome: Outcome, control: str, *, level: float = 0.95) -> tuple[list[Difference], list[str]]:
    """All methods for every group, the recommended first, and what must be known before one is read."""
    groups = group_values(outcome)
    alone = [name for name, one in groups.items() if len(one.animals) < 2]
    tested = {name: one for name, one in groups.items() if name not in alone}
    notes = [f"{outcome.title()}: {ONE_ANIMAL.format(group=name)}" for name in alone]
    base = _bases(outcome, groups, control, level=level)
    if control in alone or len(tested) < 2:
        return [one._replace(note=_why_none(groups, one)) for one in base.values()], notes
    kept = outcome.of(np.isin(outcome.groups, list(tested)))
    lines = _tested(kept, tested, {name: one for name, one in base.items() if name in tested})
    lines += [base[name]._replace(note=_why_none(groups, base[name])) for name in alone]
    return lines, [*notes, *_uneven(outcome, tested)]


def _bases(outcome: Outcome, groups: Tested, control: str, *, level: float) -> dict[str, Difference]:
    """The plain difference of animal means, to which each method adds."""
    return {
        name: Difference(
            outcome, name, control, RECOMMENDED, "difference of animal means", EFFECT,
            float(one.values.mean() - groups[control].values.mean()), level=level,
        )
        for name, one in groups.items()
        if name != control
    }  # fmt: skip


def _why_none(groups: Tested, one: Difference) -> str:
    few = [name for name in (one.group, one.control) if len(groups[name].animals) < 2]
    return "; ".join(ONE_ANIMAL.format(group=name) for name in few)


def _tested(outcome: Outcome, groups: Tested, base: Mapping[str, Difference]) -> list[Difference]:
    """Methods in their order: the first that the values allow is recommended."""
    control, count = next(iter(base.values())).control, len(base)
    rows, is_shared, level = nested_outcome(outcome), share_animals(groups), next(iter(base.values())).level
    families: list[tuple[str, Callable[[], Mapping[str, Adjusted]]]] = []
    if rows.levels:
        model = lambda: nested_groups(rows.values, rows.groups, rows.levels, control=control, level=level)  # noqa: E731
        families.append((BLOCKS if is_shared else MIXED, model))
    if not is_shared and count > 1:
        animals = {name: one.values for name, one in groups.items()}
        families.insert(0, (DUNNETT, lambda: dunnett(animals, control, level=level)))
    found = [line for method, family in families for line in _family(method, family, base)]
    for name, one in base.items():
        pair = groups[name], groups[control]
        found += _single(PAIRED if is_shared else WELCH, pair, one, count=count)
    lines = _recommend_first(found, base)
    return lines + _by_sections(outcome, groups, base)


def _family(
    method: str, family: Callable[[], Mapping[str, Adjusted]], base: Mapping[str, Difference]
) -> list[Difference]:
    """One line a group; none where the values do not bear the method."""
    try:
        found = family()
    except (Mistake, np.linalg.LinAlgError):
        return []
    return [
        from_adjusted(base[name]._replace(method=method, kind=BESIDE), one, comparisons=len(found))
        for name, one in found.items()
    ]


def _single(method: str, pair: tuple[GroupValues, GroupValues], base: Difference, *, count: int) -> list[Difference]:
    """Welch's test of two groups of animals, or the paired test within animals, with Bonferroni's correction."""
    names = (base.group, base.control)
    try:
        if method == WELCH:
            contrast = welch(summarise(pair[0].values), summarise(pair[1].values), names=names)
        else:
            gaps = gaps_within(*pair)
            if gaps.size < 2:
                return []
            error = float(gaps.std(ddof=1)) / gaps.size**0.5
            contrast = checked(Contrast(method, float(gaps.mean()), error, gaps.size - 1, names))
    except Mistake:
        return []
    note = f"{gaps_within(*pair).size} animals have both" if method == PAIRED else "spreads need not be equal"
    note += "; Bonferroni" if count > 1 else ""
    return [from_contrast(base._replace(method=method, kind=BESIDE, note=note), contrast, comparisons=count)]


def _recommend_first(found: list[Difference], base: Mapping[str, Difference]) -> list[Difference]:
    """For each group the first method that it has is the recommended; the plain difference where it has none."""
    lines = []
    for name, plain in base.items():
        own = [one for one in found if one.group == name]
        if not own:
            why = "no spread between animals, so nothing can be tested; check the values"
            own = [plain._replace(note=why)]
        lines += [own[0]._replace(kind=RECOMMENDED), *own[1:]]
    return lines


def _by_sections(outcome: Outcome, groups: Tested, base: Mapping[str, Difference]) -> list[Difference]:
    """What the tests would have said of sections taken for animals, to be recognised and not to be quoted."""
    control, count = next(iter(base.values())).control, len(base)
    if all(one.sections == len(one.animals) for one in groups.values()):
        return []
    rows = {name: outcome.values[outcome.groups == name] for name in groups}
    lines = []
    try:
        if count > 1:
            family = dunnett(rows, control, level=next(iter(base.values())).level)
            lines = [
                from_adjusted(base[name]._replace(method=SECTIONS_DUNNETT), one, comparisons=count)
                for name, one in family.items()
            ]
        else:
            name = next(iter(base))
            found = welch(summarise(rows[name]), summarise(rows[control]), names=(name, control))
            lines = [from_contrast(base[name]._replace(method=SECTIONS_WELCH), found, comparisons=1)]
    except Mistake:
        return []
    return [one._replace(kind=WRONG, note=wrong_note(groups[one.group], groups[control])) for one in lines]


UNEVEN = 2.0


def _uneven(outcome: Outcome, groups: Tested) -> list[str]:
    """Dunnett's method and the mixed model take the spread of all groups as one."""
    ordered = sorted(groups, key=lambda name: groups[name].sd())
    least, most = ordered[0], ordered[-1]
    if groups[most].sd() <= UNEVEN * groups[least].sd():
        return []
    beside = "the paired t" if share_animals(groups) else "Welch's t"
    return [
        f"{outcome.title()}: the SD between animals of {most} is more than twice that of {least}, and the recommended "
        f"method takes them as equal; read {beside} beside it"
    ]
