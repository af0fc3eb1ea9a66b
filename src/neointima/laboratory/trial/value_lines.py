"""Two means from rows of values, one a patient or several nested in patients."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from neointima.analysis import summarise
from neointima.analysis.means.ancova import ancova
from neointima.analysis.means.contrast import Contrast
from neointima.analysis.means.nested_means import nested_means
from neointima.analysis.means.pooled_t import pooled_t
from neointima.analysis.means.ranks import mann_whitney
from neointima.analysis.means.unit_means import by_unit, treated_units, unit_means
from neointima.analysis.means.welch import welch
from neointima.laboratory.trial.chosen_arms import chosen_arms
from neointima.laboratory.trial.compared import ArmTable, Compared
from neointima.laboratory.trial.line import DIFFERENCE, Line, line
from neointima.laboratory.trial.summary_lines import (
    POOLED,
    WHY,
    arm_rows,
    contrast_lines,
    ratio_line,
    shape_warnings,
)
from neointima.laboratory.trial.trial_table import TrialTable
from neointima.laboratory.trial.wish import Wish
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Marks

WHY_ANCOVA = (
    "ANCOVA is recommended: what was measured before treatment is accounted for, which makes the interval shorter and "
    "takes chance imbalance out. It needs the baseline of every patient, measured before randomisation."
)
WHY_NESTED = (
    "The mixed model is recommended: rows of one patient are alike, so they are not counted as patients; its degrees "
    "of freedom are those of the units that were treated."
)
WHY_NESTED_ANCOVA = (
    "The mixed model with the baseline is recommended: what was measured before treatment is accounted for, rows of "
    "one patient are not counted as patients, and the degrees of freedom are those of the units that were treated."
)
NAIVE = "wrong here: counts rows as if each were a patient of its own, so it is too sure"
UNITS = "each patient counts once, by the mean of its rows"
LEVELS = ("patient", "lesion", "section")


class Rows(NamedTuple):
    """Values of two arms: ``treated`` marks the first; ``levels`` are groups with several rows, outermost first."""

    values: Array
    treated: Marks
    baseline: Array | None
    levels: list[Array]
    names: tuple[str, str]


def value_lines(of: TrialTable, wish: Wish) -> Compared:
    """Everything about a table with a value in each row."""
    rows, unit = _rows(of, wish), of.unit("value")
    halves = rows.values[rows.treated], rows.values[~rows.treated]
    for name, half in zip(rows.names, halves, strict=True):
        if half.size < 2:
            raise Mistake(f"{of.place}: arm '{name}' has {half.size} value; at least two are needed for a spread")
    arms = [summarise(half) for half in halves]
    plain = [welch(arms[0], arms[1], names=rows.names), pooled_t(arms[0], arms[1], names=rows.names)]
    notes, why, contrasts = {"pooled t": POOLED}, WHY, plain
    if rows.levels:
        contrasts, why = _nested(rows, plain), WHY_NESTED if rows.baseline is None else WHY_NESTED_ANCOVA
        notes = {one.method: UNITS for one in contrasts[1:]} | {contrasts[-1].method: NAIVE}
    elif rows.baseline is not None:
        contrasts, why = [ancova(rows.values, rows.baseline, rows.treated, names=rows.names), *plain], WHY_ANCOVA
    lines = contrast_lines(contrasts, wish, unit, notes=notes)
    if not rows.levels:
        lines += [_ranks(halves, rows.names), *ratio_line(arms, rows.names, wish.level)]
    warnings = [*of.notes, *shape_warnings(arms, rows.names)]
    shown = arm_rows(rows.names, arms, unit=unit, level=wish.level)
    return Compared("rows", rows.names, _of_units(rows, shown, unit=unit, level=wish.level), lines, why, warnings)


def _of_units(rows: Rows, shown: ArmTable, *, unit: str, level: float) -> ArmTable:
    """The arms by the means of their patients where rows are nested in these, with the number of rows beside."""
    if not rows.levels or not _is_whole(rows):
        return shown
    arms = unit_means(rows.values, rows.treated, rows.levels[0], names=rows.names)
    headings, cells = arm_rows(rows.names, arms, unit=unit, level=level)
    sides = rows.treated, ~rows.treated
    counted = [(*cell, str(int(side.sum()))) for cell, side in zip(cells, sides, strict=True)]
    return (headings[0], f"patients' {headings[1]}", f"{headings[2]} between patients", "patients", "rows"), counted


def _is_whole(rows: Rows) -> bool:
    """Whether every outermost unit is in one arm."""
    _, unit = np.unique(rows.levels[0], return_inverse=True)
    share = np.bincount(unit, weights=rows.treated.astype(float)) / np.bincount(unit)
    return bool(np.all((share == 0) | (share == 1)))


def _nested(rows: Rows, plain: Sequence[Contrast]) -> list[Contrast]:
    """Mixed model, means of the outermost units where each is in one arm, and the naive test to be seen as such."""
    values, baseline, names = rows.values, rows.baseline, rows.names
    found = [nested_means(values, rows.treated, rows.levels, baseline=baseline, names=names)]
    units = rows.levels[0]
    if _is_whole(rows):
        if baseline is not None:
            marks, means = treated_units(rows.treated, units, names=names), by_unit(values, units)
            adjusted = ancova(means, by_unit(baseline, units), marks, names=names)
            found.append(adjusted._replace(method="ANCOVA of unit means"))
        first, second = unit_means(values, rows.treated, units, names=names)
        found.append(welch(first, second, names=names)._replace(method="Welch t of unit means"))
    return [*found, plain[0]._replace(method="Welch t of all rows (counts rows as patients)")]


def _ranks(halves: tuple[Array, Array], names: tuple[str, str]) -> Line:
    finding = mann_whitney(*halves, names=names)
    effect = f"chance that a value of {names[0]} exceeds one of {names[1]}"
    return line(DIFFERENCE, effect, "", interval=None, finding=finding)._replace(
        note="asks another question than means"
    )


def _rows(of: TrialTable, wish: Wish) -> Rows:
    names = np.array(of.names("arm"))
    pair = chosen_arms(list(names), wish, of.place)
    if of.has("patient"):
        _one_arm_each(of, names)
    keep = np.isin(names, pair)
    values = of.numbers("value")[keep]
    baseline = of.numbers("baseline")[keep] if of.has("baseline") else None
    return Rows(values, names[keep] == pair[0], baseline, _levels(of, keep), pair)


def _levels(of: TrialTable, keep: Marks) -> list[Array]:
    """Groups from the outside in, as far as they hold several rows and tell more than the group outside."""
    levels: list[Array] = []
    outer = np.array([""] * int(keep.sum()), dtype=object)
    for field in LEVELS:
        if of.has(field):
            own = np.array(of.names(field), dtype=object)[keep]
            inside = np.array([f"{one}\n{other}" for one, other in zip(outer, own, strict=True)])
            count, before = np.unique(inside).size, np.unique(outer).size
            if count == inside.size:
                break
            if count > before:
                levels.append(inside)
                outer = inside
    return levels


def _one_arm_each(of: TrialTable, names: Array) -> None:
    """A patient is in one arm; lesions of one patient in two arms are said to be so by a lesion column."""
    if of.has("lesion"):
        return
    known: dict[str, str] = {}
    for row, (patient, name) in enumerate(zip(of.names("patient"), names, strict=True)):
        if known.setdefault(patient, name) != name:
            raise Mistake(
                f"{of.where(row)}: patient '{patient}' is in two arms, '{known[patient]}' and '{name}'; a patient is "
                "randomised once (if lesions were, add a lesion column)"
            )
