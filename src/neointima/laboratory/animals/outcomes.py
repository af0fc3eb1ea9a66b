"""What was measured on the sections, one outcome at a time, each section with its stent, animal and group."""

from collections.abc import Sequence
from math import isnan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.instruments.animal_table import AnimalTable, Entry
from neointima.laboratory.animals.nesting import Origin
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Marks
from neointima.quantities.units import convert

# Read by eye on a scale, whatever the numbers look like; the others only where all of them are whole.
ORDINAL = ("inflammation_score", "fibrin_score", "inflammation_as_read", "fibrin_as_read")
MAYBE = ("injury_score", "endothelialisation_score")
MOST_GRADES = 6
Names = NDArray[np.object_]


class Outcome(NamedTuple):
    """Values of sections with the names of their ``sections``, ``stents`` (within animals), ``animals``, ``groups``.

    ``day`` is nan where none is named, and belongs to the title where ``is_dated``: the study has several. What
    ``is_score`` is on an ordinal scale.
    """

    endpoint: str
    unit: str
    basis: str
    day: float
    is_dated: bool
    is_score: bool
    values: Array
    sections: Names
    stents: Names
    animals: Names
    groups: Names

    def title(self) -> str:
        """``neointimal area (IEL), day 28``."""
        return self.label() + (f", day {self.day:g}" if self.is_dated else "")

    def label(self) -> str:
        """The endpoint and what it refers to."""
        return self.endpoint.replace("_", " ") + (f" ({self.basis})" if self.basis else "")

    def axis(self) -> str:
        """The endpoint with its unit."""
        return f"{self.label()} [{self.unit}]" if self.unit else self.label()

    def of(self, kept: Marks) -> "Outcome":
        """The rows of ``kept`` alone."""
        sections, stents, animals, groups = (
            part[kept] for part in (self.sections, self.stents, self.animals, self.groups)
        )
        values = self.values[kept]
        return self._replace(values=values, sections=sections, stents=stents, animals=animals, groups=groups)


class Read(NamedTuple):
    """A number of one line with where it comes from; ``section`` is '' where it has no name, ``place`` for messages."""

    entry: Entry
    origin: Origin
    section: str
    strut: str
    place: str


def own_reads(table: AnimalTable, origins: Sequence[Origin | None]) -> list[Read]:
    """The numbers that stand in the table itself."""
    reads = []
    for entry in table.entries:
        row, origin = table.rows[entry.row], origins[entry.row]
        if origin is not None:
            name = " ".join(filter(None, (row.file, row.section)))
            reads.append(
                Read(entry, origin, name and f"{name} {row.segment}".strip(), row.strut, table.where(entry.row))
            )
    return reads


def outcomes(reads: Sequence[Read]) -> tuple[list[Outcome], list[str]]:
    """The outcomes in the order of the table, and what was done to get them: struts averaged, units converted.

    A Mistake where one section has two values of an endpoint, or units cannot be one.
    """
    kinds: dict[tuple[str, str, float | None], list[Read]] = {}
    for one in reads:
        day = None if isnan(one.origin.day) else one.origin.day
        kinds.setdefault((one.entry.endpoint, one.entry.basis, day), []).append(one)
    notes = _said_struts(reads)
    days = {day for *_, day in kinds}
    found = [_outcome(own, is_dated=len(days) > 1) for own in kinds.values()]
    bases: dict[str, set[str]] = {}
    for endpoint, basis, _ in kinds:
        bases.setdefault(endpoint, set()).add(basis)
    notes += [
        f"{endpoint}: measured in two ways ({', '.join(sorted(filter(None, own)))}), which are compared apart"
        for endpoint, own in bases.items()
        if len(own) > 1
    ]
    if len(days) == 1 and None not in days:
        notes.append(f"all sections are of day {days.pop():g}")
    return found, notes


def _outcome(reads: Sequence[Read], *, is_dated: bool) -> Outcome:
    """One value a section: the mean over its struts where these have lines of their own."""
    entry = reads[0].entry
    _check_once(reads)
    sections: dict[tuple[Origin, str], list[float]] = {}
    for place, one in enumerate(reads):
        key = one.section or ("" if one.strut else f"\0{place}")
        sections.setdefault((one.origin, key), []).append(_in_unit(one, entry.unit))
    values = np.array([np.mean(own) for own in sections.values()])
    origins = [origin for origin, _ in sections]
    names = [[key if not key.startswith("\0") else "" for _, key in sections]]
    names += [[getattr(one, part) for one in origins] for part in ("stent", "animal", "group")]
    columns = [np.array(column, dtype=object) for column in names]
    head = (entry.endpoint, entry.unit, entry.basis, reads[0].origin.day, is_dated, _is_score(entry, values))
    return Outcome(*head, values, *columns)


def _in_unit(one: Read, unit: str) -> float:
    own = one.entry.unit
    if own == unit:
        return one.entry.value
    try:
        spelled = [text.replace("²", "**2").replace("³", "**3").replace("%", "percent") for text in (own, unit)]
        return float(convert(one.entry.value, *spelled))
    except Mistake as mistake:
        raise Mistake(f"{one.place}, {one.entry.endpoint}: {mistake}; write every line in one unit") from None


def _is_score(entry: Entry, values: Array) -> bool:
    """Inflammation and fibrin are grades; injury and endothelialisation where whole, as means over struts are not."""
    if entry.endpoint in ORDINAL:
        return True
    grades = np.unique(values)
    is_graded = entry.endpoint in MAYBE or entry.endpoint.endswith(("_score", "_grade"))
    return is_graded and grades.size <= MOST_GRADES and bool(np.all(grades == np.round(grades)))


def _check_once(reads: Sequence[Read]) -> None:
    seen: dict[tuple[str, str, str, str], Read] = {}
    for one in reads:
        key = (one.origin.animal, one.origin.stent, one.section, one.strut)
        if not (one.section or one.strut):
            continue
        if (first := seen.setdefault(key, one)) is not one:
            what = f"strut '{one.strut}' of section '{one.section}'" if one.strut else f"section '{one.section}'"
            raise Mistake(
                f"{one.place}: {what} has its {one.entry.endpoint} here and in {first.place.rpartition(', ')[2]}; "
                "number the sections of a stent in a column 'section', or take one line out"
            )


def _said_struts(reads: Sequence[Read]) -> list[str]:
    struts = sum(bool(one.strut) for one in reads)
    return [f"{struts} values are of single struts: a section has the mean over its struts"] if struts else []
