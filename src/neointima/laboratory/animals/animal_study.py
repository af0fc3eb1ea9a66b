"""What came out of an animal study: its groups, its comparisons, where it varies, and what must be known."""

from collections.abc import Sequence
from typing import NamedTuple

from neointima.laboratory.animals.difference import RECOMMENDED, WRONG, Difference
from neointima.laboratory.animals.group_rows import GroupRow
from neointima.laboratory.animals.outcomes import Outcome
from neointima.laboratory.animals.spread_rows import OutcomeSpread
from neointima.laboratory.trial.line import p_words


class OutcomeStudy(NamedTuple):
    """Everything about one outcome; ``why`` says why the recommended method is."""

    outcome: Outcome
    groups: list[GroupRow]
    differences: list[Difference]
    why: str
    spread: OutcomeSpread | None

    def recommended(self) -> list[Difference]:
        """One line a group."""
        return [one for one in self.differences if one.kind == RECOMMENDED]

    def pseudo_said(self) -> str:
        """What sections taken for animals would have said; '' where nothing was."""
        wrong = [one for one in self.differences if one.kind == WRONG and one.p_said()]
        if not wrong:
            return ""
        every = [f"{one.group} {p_words(one.p_value)}" for one in wrong]
        return f"Sections counted as animals would have given {', '.join(every)}: pseudo-replication, not to be quoted"


class AnimalStudy(NamedTuple):
    """``name`` of the table, the ``control`` ('' where there is a single group), and all outcomes."""

    name: str
    control: str
    groups: tuple[str, ...]
    outcomes: Sequence[OutcomeStudy]
    notes: tuple[str, ...]
    animals: int
    stents: int
    is_shared: bool

    def table(self) -> list[tuple[str, str, list[str]]]:
        """Endpoint, unit and what each group shows, as the table of a paper; '–' where a group has no value."""
        rows = []
        for one in self.outcomes:
            said = {row.values.group: row.said() for row in one.groups}
            rows.append((one.outcome.title(), one.outcome.unit, [said.get(group, "–") for group in self.groups]))
        return rows

    def design(self) -> str:
        """Who carries what, in a sentence."""
        shared = (
            "Animals carry stents of several groups, so each animal is a block"
            if self.is_shared
            else "Each animal has stents of one group"
        )
        return f"{self.animals} animals, {self.stents} stents, {len(self.groups)} groups. {shared}."


# Outcomes that a terminal is told.
MOST_SAID = 6


def sentences(study: AnimalStudy) -> list[str]:
    """The recommended lines for a terminal: effect and interval first, then P and its null; then what to know."""
    said = [study.design()]
    for one in study.outcomes[:MOST_SAID]:
        said += ["", f"{one.outcome.title()}{' (score)' if one.outcome.is_score else ''}"]
        said += [f"  {row.values.group}: {row.said()}{_counts(row)}" for row in one.groups]
        for line in one.recommended():
            said += _line(line)
        if one.spread:
            said.append(f"  {one.spread.said()}")
        if pseudo := one.pseudo_said():
            said.append(f"  {pseudo}")
    if len(study.outcomes) > MOST_SAID:
        said += ["", f"{len(study.outcomes) - MOST_SAID} more outcomes are on the page and in comparisons.csv"]
    return said + [""] * bool(study.notes) + [f"note: {text}" for text in study.notes]


def _counts(row: GroupRow) -> str:
    unit = f" {row.outcome.unit}" if row.outcome.unit else ""
    own = row.values
    return f"{unit}; {len(own.animals)} animals, {own.stents} stents, {own.sections} sections"


def _line(line: Difference) -> list[str]:
    interval = f", {line.interval_said()}" if line.interval_said() else ""
    said = [f"  {line.group} − {line.control}: {line.said()}{interval}; {line.method}"]
    if line.note:
        said.append(f"    {line.note}")
    if line.p_said():
        said += [f"    {line.p_said()}; {line.null}", f"    {line.verdict()}"]
    return said
