"""Measurements by file and section, joined to the animals that the files came from."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from neointima.instruments.animal_table import AnimalTable, SectionRow, same_name
from neointima.instruments.wells import listed
from neointima.laboratory.animals.nesting import Origin
from neointima.laboratory.animals.outcomes import Read
from neointima.mistake import Mistake


def joined_reads(
    measured: AnimalTable, groups: AnimalTable, origins: Sequence[Origin | None]
) -> tuple[list[Read], list[str]]:
    """Each measured value with the origin that the table of groups gives its section.

    Files are told by name with or without folder and ending; a section is asked for too where the table of groups has
    that column. A Mistake where a measured section is in no line of the groups, or in two.
    """
    if not groups.roles & {"file", "section"}:
        raise Mistake(f"{groups.path}: no column of files; name it 'file', and 'section' where a file holds several")
    by_name = _by_name(groups)
    reads: list[Read] = []
    strangers: list[tuple[str, int]] = []
    lines: dict[int, int] = {}
    for place, row in enumerate(measured.rows):
        found = _line_of(row, groups, by_name)
        if found is None:
            strangers.append((row.file + (f" › {row.section}" if row.section else ""), place))
        else:
            lines[place] = found
    used = set(lines.values())
    if strangers and not used:
        raise Mistake(
            f"{groups.path}: none of the measured files is named here; '{strangers[0][0]}' is one of them, "
            f"'{_title(groups.rows[0])}' is what the first line names"
        )
    if strangers:
        names = list(dict.fromkeys(f"'{name}'" for name, _ in strangers))
        raise Mistake(
            f"{groups.path}: no line for {listed(names)}, but measured; add "
            "the line, with the group 'exclude' if it is not to count"
        )
    for entry in measured.entries:
        row = measured.rows[entry.row]
        origin = origins[lines[entry.row]]
        if origin is not None:
            reads.append(Read(entry, origin, _title(row), row.strut, measured.where(entry.row)))
    return reads, _unmeasured(groups, origins, used)


def _line_of(row: SectionRow, groups: AnimalTable, by_name: Mapping[tuple[str, str], int]) -> int | None:
    """The line of a measured section; one that names no section speaks for its whole file."""
    names = _names(row, groups.roles)
    if "file" in groups.roles:
        names += [(name, "") for name, _ in names]
    return next((by_name[name] for name in names if name in by_name), None)


def _title(row: SectionRow) -> str:
    return " ".join(filter(None, (row.file, row.section)))


def _unmeasured(groups: AnimalTable, origins: Sequence[Origin | None], used: set[int]) -> list[str]:
    missing = [
        f"'{_title(row)}'"
        for place, (row, origin) in enumerate(zip(groups.rows, origins, strict=True))
        if place not in used and origin is not None
    ]
    return [f"lines of the groups without a measurement: {listed(missing)}"] if missing else []


def _by_name(groups: AnimalTable) -> Mapping[tuple[str, str], int]:
    """The row of each file and section by its full name, its name without folder, and without ending."""
    found: dict[tuple[str, str], int] = {}
    unclear: set[tuple[str, str]] = set()
    for place, row in enumerate(groups.rows):
        keys = _names(row, groups.roles)
        if (first := found.get(keys[0])) is not None and keys[0] not in unclear:
            raise Mistake(
                f"{groups.where(place)}: '{_title(row)}' stands here and in line {groups.rows[first].line}; a section "
                "has one line (name the sections of a file in a column 'section')"
            )
        for key in keys:
            if key in found and found[key] != place and key != keys[0]:
                unclear.add(key)
            else:
                found[key] = place
    return {key: place for key, place in found.items() if key not in unclear}


def _names(row: SectionRow, roles: frozenset[str]) -> list[tuple[str, str]]:
    """What a section may be called, the fullest name first."""
    section = same_name(row.section) if "section" in roles and row.section else ""
    if "file" not in roles:
        return [("", section or same_name(PurePosixPath(row.file.replace("\\", "/")).stem))]
    path = PurePosixPath(row.file.replace("\\", "/"))
    names = dict.fromkeys(same_name(one) for one in (str(path), path.name, path.stem))
    return [(name, section) for name in names]
