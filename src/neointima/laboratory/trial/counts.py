"""Counts of a table: events and patients of each arm, checked; percentages that no count can give are found."""

from typing import NamedTuple

from neointima.analysis.reviewer_checks.percentage import counts as possible
from neointima.analysis.reviewer_checks.percentage import sentence
from neointima.analysis.reviewer_checks.printed import Printed, printed
from neointima.analysis.two_proportions.table import Table, table
from neointima.instruments.sheet import words
from neointima.laboratory.trial.chosen_arms import chosen_arms
from neointima.laboratory.trial.trial_table import TrialTable
from neointima.laboratory.trial.wish import Wish
from neointima.mistake import Mistake

MOST_PATIENTS = 10_000_000
Pair = tuple[float, float]


class Counts(NamedTuple):
    """One table, or one for each stratum by its name, and what was odd about the percentages."""

    strata: dict[str, Table]
    warnings: list[str]

    def whole(self) -> Table:
        """All strata added up."""
        tables = list(self.strata.values())
        sides = [[(one.first, one.second)[side] for one in tables] for side in (0, 1)]
        pairs = [(sum(arm.events for arm in side), sum(arm.n for arm in side)) for side in sides]
        return table(pairs[0], pairs[1], names=tables[0].names)


def counts(of: TrialTable, wish: Wish) -> Counts:
    """Counts of two arms by stratum; every stratum needs one line of each arm."""
    names = of.names("arm")
    pair = chosen_arms(names, wish, of.place)
    strata = of.names("stratum") if of.has("stratum") else [""] * len(names)
    cells: dict[str, dict[str, Pair]] = {}
    warnings: list[str] = []
    for row, (name, stratum) in enumerate(zip(names, strata, strict=True)):
        if name not in pair:
            continue
        if name in cells.setdefault(stratum, {}):
            raise Mistake(f"{of.where(row)}: arm '{name}' is here twice; add the counts up, or add a stratum column")
        cells[stratum][name] = _pair(of, row, warnings)
    for stratum, arms in cells.items():
        if lacking := [name for name in pair if name not in arms]:
            raise Mistake(f"{of.place}: stratum '{stratum}' has no line of arm '{lacking[0]}'; add it, with 0 events")
    return Counts({key: table(arms[pair[0]], arms[pair[1]], names=pair) for key, arms in cells.items()}, warnings)


def _pair(of: TrialTable, row: int, warnings: list[str]) -> Pair:
    """Events and patients of a line; the percentage is held against them, or gives the events where none are."""
    n = of.number(row, "n")
    if not (n >= 1 and n == int(n) and n <= MOST_PATIENTS):
        raise Mistake(f"{of.where(row)}: n = {n:g}; a whole number of patients from 1 to {MOST_PATIENTS} is expected")
    share = _percent(of, row)
    if not of.has("events"):
        if share is None:
            raise Mistake(f"{of.where(row)}: neither events nor a percentage; write the number of events")
        return _from_percent(of, row, share, n=n, warnings=warnings), n
    events = of.number(row, "events")
    if not (0 <= events <= n and events == int(events)):
        raise Mistake(f"{of.where(row)}: {events:g} events among {n:g} patients; give a whole number from 0 to {n:g}")
    if share is not None and not share.lower - 1e-9 <= 100 * events / n <= share.upper + 1e-9:
        warnings.append(f"{of.where(row)}: {events:g} of {n:g} is {100 * events / n:.2f} %, not {share.text} %")
    return events, n


def _from_percent(of: TrialTable, row: int, share: Printed, *, n: float, warnings: list[str]) -> float:
    """The nearest count, with a warning where there is none or more than one."""
    if said := sentence(share, int(n)):
        warnings.append(f"{of.where(row)}: {said}; the nearest count was taken")
    elif len(found := possible(share, int(n))) > 1:
        warnings.append(f"{of.where(row)}: {share.text} % of {n:g} may be any count from {found[0]} to {found[-1]}")
    return float(round(share.value * n / 100))


def _percent(of: TrialTable, row: int) -> Printed | None:
    if not of.has("percent") or of.cell(row, "percent") is None:
        return None
    text = words(of.cell(row, "percent")).removesuffix("%").strip()
    try:
        found = printed(text)
    except Mistake as mistake:
        raise Mistake(f"{of.where(row)}, percent: {mistake}") from None
    if not 0 <= found.value <= 100:
        raise Mistake(f"{of.where(row)}, percent: {text} given; a percentage from 0 to 100 is expected")
    return found
