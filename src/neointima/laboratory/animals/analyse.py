"""The whole way of an animal study: read, join, nest, compare, write the tables."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from neointima.analysis.statements.interval import checked_level
from neointima.instruments.animal_table import AnimalTable, animal_table, is_measurements
from neointima.instruments.formula_guard import guarded
from neointima.laboratory.animals.animal_study import AnimalStudy, OutcomeStudy
from neointima.laboratory.animals.chosen import chosen
from neointima.laboratory.animals.control import control_group
from neointima.laboratory.animals.difference import Difference
from neointima.laboratory.animals.group_rows import group_rows
from neointima.laboratory.animals.joined import joined_reads
from neointima.laboratory.animals.mean_differences import WHY, mean_differences
from neointima.laboratory.animals.nesting import nesting
from neointima.laboratory.animals.outcomes import Outcome, Read, outcomes, own_reads
from neointima.laboratory.animals.score_differences import WHY as WHY_SCORES
from neointima.laboratory.animals.score_differences import score_differences
from neointima.laboratory.animals.spread_rows import outcome_spread
from neointima.laboratory.folder import open_results, write_table
from neointima.mistake import Mistake

HEAD = ("endpoint", "basis", "day")
GROUPS = (
    *(*HEAD, "group", "animals", "stents", "sections", "unit", "kind", "mean", "lower", "upper"),
    *("sd_between_animals", "median", "lower_quartile", "upper_quartile", "mean_of_sections"),
)
COMPARISONS = (
    *(*HEAD, "group", "control", "kind", "method", "effect", "estimate", "lower", "upper", "unit", "level"),
    *("comparisons", "p", "statistic", "df", "null", "note", "said"),
)
COMPONENTS = (
    *(*HEAD, "level", "units", "variance", "sd", "unit", "share", "correlation_inside"),
    *("design_effect", "worth", "said"),
)
SECTIONS = (*HEAD, "group", "animal", "stent", "section", "value", "unit")


def analyse(path: Path, *, groups: Path | None = None, control: str = "", level: float = 0.95) -> AnimalStudy:
    """The study of a table of sections and animals, or of measurements with a table of ``groups`` beside them.

    Raises Mistake for a table that cannot be read, is not nested, or names no control.
    """
    table = animal_table(path)
    if is_measurements(table):
        if groups is None:
            raise Mistake(
                f"{path}: measurements name files, not animals; give --groups TABLE with file, animal, stent and group"
            )
        return _joined(table, animal_table(groups), control=control, level=level)
    if groups is not None:
        raise Mistake(f"{path}: it names the animals itself; leave --groups out, or give the measurements.csv")
    found = nesting(table)
    reads = own_reads(table, found.origins)
    if not reads:
        raise Mistake(
            f"{path}: no values; add columns such as 'neointimal area [mm2]', or give the measurements with this table "
            "as --groups"
        )
    return _study(path, reads, control, level=level, notes=[*table.notes, *found.notes])


def _joined(measured: AnimalTable, groups: AnimalTable, *, control: str, level: float) -> AnimalStudy:
    found = nesting(groups)
    reads, notes = joined_reads(measured, groups, found.origins)
    reads, left = chosen(reads)
    if not reads:
        raise Mistake(f"{measured.path}: no measured value belongs to a group that counts")
    every = [*reads, *own_reads(groups, found.origins)]
    said = [*measured.notes, *groups.notes, *found.notes, *notes, *left]
    return _study(Path(groups.path), every, control, level=level, notes=said)


def _study(path: Path, reads: Sequence[Read], asked: str, *, level: float, notes: Sequence[str]) -> AnimalStudy:
    checked_level(level)
    found, said = outcomes(reads)
    groups = tuple(dict.fromkeys(one.origin.group for one in reads))
    control, told = control_group(groups, asked, str(path))
    studied, warnings = [], [told] if told else []
    if not control:
        warnings.append(f"one group, '{groups[0]}': nothing to compare it with")
    for outcome in found:
        one, own = _of_outcome(outcome, control, level)
        studied.append(one)
        warnings += own
    units = {(one.origin.animal, one.origin.stent) for one in reads}
    homes: dict[str, set[str]] = {}
    for read in reads:
        homes.setdefault(read.origin.animal, set()).add(read.origin.group)
    return AnimalStudy(
        name=path.stem,
        control=control,
        groups=groups,
        outcomes=studied,
        notes=(*warnings, *notes, *said),
        animals=len(homes),
        stents=len(units),
        is_shared=any(len(one) > 1 for one in homes.values()),
    )


def _of_outcome(outcome: Outcome, control: str, level: float) -> tuple[OutcomeStudy, list[str]]:
    rows, present = group_rows(outcome, level=level), set(outcome.groups)
    lines: list[Difference] = []
    notes: list[str] = []
    if control and control not in present:
        notes = [f"{outcome.title()}: the control has no value, so nothing is compared"]
    elif len(present) > 1:
        compare = score_differences if outcome.is_score else mean_differences
        lines, notes = compare(outcome, control, level=level)
    first = lines[0].method if lines else ""
    why = WHY_SCORES if outcome.is_score and lines else WHY.get(first, "")
    return OutcomeStudy(outcome, rows, lines, why, outcome_spread(outcome)), notes


def save(study: AnimalStudy, folder: Path) -> None:
    """groups.csv, comparisons.csv, variance_components.csv, sections.csv and notes.csv, no name of them a formula."""
    open_results(folder)
    outcomes = study.outcomes
    _write(folder / "groups.csv", GROUPS, [row for one in outcomes for row in _groups(one)])
    _write(folder / "comparisons.csv", COMPARISONS, [_comparison(line) for one in outcomes for line in one.differences])
    _write(folder / "variance_components.csv", COMPONENTS, [row for one in outcomes for row in _components(one)])
    _write(folder / "sections.csv", SECTIONS, [row for one in outcomes for row in _sections(one.outcome)])
    pseudo = [(one.outcome.title(), one.pseudo_said()) for one in outcomes if one.pseudo_said()]
    _write(folder / "notes.csv", ("about", "text"), [*(("", text) for text in study.notes), *pseudo])


def _write(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    write_table(path, columns, [[guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])


def _head(outcome: Outcome) -> tuple[str, str, float]:
    return outcome.endpoint, outcome.basis, outcome.day


def _groups(one: OutcomeStudy) -> list[tuple[Any, ...]]:
    kind = "score" if one.outcome.is_score else "measured"
    return [
        (
            *_head(one.outcome), row.values.group, len(row.values.animals), row.values.stents, row.values.sections,
            one.outcome.unit, kind, row.mean, row.lower, row.upper, row.sd, row.quartiles[1], row.quartiles[0],
            row.quartiles[2], row.values.of_sections,
        )
        for row in one.groups
    ]  # fmt: skip


def _comparison(line: Difference) -> tuple[Any, ...]:
    names = (*_head(line.outcome), line.group, line.control, line.kind, line.method, line.effect)
    numbers = (line.estimate, line.lower, line.upper, line.unit(), line.level, line.comparisons)
    return (*names, *numbers, line.p_value, line.statistic, line.df, line.null, line.note, line.said())


def _components(one: OutcomeStudy) -> list[tuple[Any, ...]]:
    if one.spread is None:
        return []
    whole = (one.spread.design_effect, one.spread.worth, one.spread.said())
    square = f"({one.outcome.unit})²" if one.outcome.unit else ""
    return [
        (*_head(one.outcome), row.level, row.units, row.variance, row.sd, square, row.share, row.alike, *whole)
        for row in one.spread.rows
    ]


def _sections(outcome: Outcome) -> list[tuple[Any, ...]]:
    rows = zip(outcome.groups, outcome.animals, outcome.stents, outcome.sections, outcome.values.tolist(), strict=True)
    return [(*_head(outcome), *row, outcome.unit) for row in rows]
