"""Which sections lie in which stent, which stents in which animal, and which group each stent belongs to."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from neointima.instruments.animal_table import AnimalTable, SectionRow, checked_design, same_name
from neointima.instruments.wells import listed
from neointima.mistake import Mistake

LEFT_OUT = frozenset({"exclude", "excluded", "omit", "omitted"})
MOST_GROUPS = 40
# Names of places that every animal has; anything else may be the number of one stent.
ARTERIES = frozenset(
    {"lad", "lcx", "cx", "rca", "lm", "lima", "rima", "left", "right", "l", "r", "proximal", "distal", "iliac", "aorta"}
)


class Origin(NamedTuple):
    """Where a section comes from; the ``stent`` is named within its animal."""

    animal: str
    stent: str
    group: str
    day: float


class Nesting(NamedTuple):
    """The origin of each row, None where its group is 'exclude', and what had to be understood."""

    origins: tuple[Origin | None, ...]
    notes: tuple[str, ...]


def nesting(table: AnimalTable) -> Nesting:
    """The checked origins of all rows.

    A Mistake where a stent lies in two animals, in two arteries or in two groups, or a line lacks its animal or group.
    Stents of one animal may belong to different groups: the animal is then a block.
    """
    checked_design(table)
    animals, groups = (_spellings(getattr(row, role) for row in table.rows) for role in ("animal", "group"))
    stents, notes = _stents(table)
    _check_groups(table, stents, groups)
    kept = [same_name(row.group) not in LEFT_OUT for row in table.rows]
    if not any(kept):
        raise Mistake(f"{table.path}: every line is left out; name the group of the sections that count")
    origins = tuple(
        Origin(animals[row.animal], stent, groups[row.group], row.day) if keep else None
        for row, stent, keep in zip(table.rows, stents, kept, strict=True)
    )
    names = {one.group for one in origins if one}
    if len(names) > MOST_GROUPS:
        raise Mistake(f"{table.path}: {len(names)} groups, at most {MOST_GROUPS}; is this the column of groups?")
    said = [*notes, *_said_alike("animal", animals), *_said_alike("group", groups)]
    if left := kept.count(False):
        said.append(f"{left} lines are left out, as their group says 'exclude'")
    return Nesting(origins, tuple(said))


def _spellings(names: Iterable[str]) -> dict[str, str]:
    """Each spelling with the first of its name."""
    first: dict[str, str] = {}
    return {name: first.setdefault(same_name(name), name) for name in dict.fromkeys(names)}


def _said_alike(role: str, names: Mapping[str, str]) -> list[str]:
    other = [f"'{name}' as '{first}'" for name, first in names.items() if name != first]
    return [f"spellings taken for one {role}: {listed(other)}"] if other else []


def _stents(table: AnimalTable) -> tuple[list[str], list[str]]:
    """The name of each row's stent within its animal."""
    if "stent" in table.roles:
        _check_stents(table)
        return [" ".join(filter(None, (row.artery, row.stent))).casefold() for row in table.rows], []
    if "artery" in table.roles:
        return [row.artery.casefold() for row in table.rows], []
    note = "no column of stents: what an animal has of one group is taken as one stent"
    return [same_name(row.group) for row in table.rows], [note]


def _check_stents(table: AnimalTable) -> None:
    """Where names of stents are numbers of single stents, none may lie in two animals or two arteries."""
    homes: dict[str, dict[str, SectionRow]] = {}
    for row in table.rows:
        homes.setdefault(same_name(row.stent), {}).setdefault(same_name(row.animal), row)
    shared = [name for name, animals in homes.items() if len(animals) > 1]
    if not shared:
        _check_arteries(table)
    if 2 * len(shared) >= len(homes) or set(shared) <= ARTERIES:
        return
    first, second = list(homes[shared[0]].values())[:2]
    raise Mistake(
        f"{table.path}: stent '{first.stent}' lies in animal '{first.animal}' (line {first.line}) and in "
        f"'{second.animal}' (line {second.line}); correct one, or call the column 'artery' if names repeat in animals"
    )


def _check_arteries(table: AnimalTable) -> None:
    arteries: dict[tuple[str, str], SectionRow] = {}
    for row in table.rows:
        first = arteries.setdefault((same_name(row.animal), same_name(row.stent)), row)
        if same_name(first.artery) != same_name(row.artery):
            raise Mistake(
                f"{table.path}: stent '{row.stent}' of animal '{row.animal}' lies in '{first.artery}' (line "
                f"{first.line}) and in '{row.artery}' (line {row.line}); correct one"
            )


def _check_groups(table: AnimalTable, stents: list[str], groups: Mapping[str, str]) -> None:
    known: dict[tuple[str, str], SectionRow] = {}
    for row, stent in zip(table.rows, stents, strict=True):
        if same_name(row.group) in LEFT_OUT:
            continue
        first = known.setdefault((same_name(row.animal), stent), row)
        if groups[first.group] != groups[row.group]:
            raise Mistake(
                f"{table.path}: stent '{row.stent or row.artery}' of animal '{row.animal}' is in group "
                f"'{first.group}' (line {first.line}) and in '{row.group}' (line {row.line}); a stent is of one group"
            )
