"""Tables of quantitative coronary angiography: one row a lesion, or one row a film of a lesion."""

from collections.abc import Mapping, Sequence
from math import isnan, nan
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from neointima.instruments.numbers import MISSING
from neointima.instruments.qca_columns import HOW, WORKED_OUT, Columns, column_notes, find_columns
from neointima.instruments.qca_headings import Heading, moment_of, segment_of
from neointima.instruments.sheet import Cell
from neointima.instruments.spreadsheet import cells
from neointima.mistake import Mistake

MOST_LESIONS = 50_000
# What a printed stenosis may miss the one of its diameters by: half of 0.01 mm in each at 1 mm, and half a percent.
ROUNDING = 0.015
# What a printed gain or loss may miss the difference of two printed diameters by [m].
SUM_ROUNDING = 0.0151e-3

Place = tuple[str, str]
Row = tuple[int, Sequence[Cell]]
NONE: Mapping[Place, float] = MappingProxyType({})


class Film(NamedTuple):
    """What is known of one segment on one film: least and reference diameter [m], stenosis as printed (a share)."""

    mld: float = nan
    rvd: float = nan
    ds: float = nan


class Lesion(NamedTuple):
    """One lesion: ``films`` by moment ('pre', 'post', 'follow_up') and segment ('in_stent', 'in_segment' or '').

    ``printed`` are acute gain and late loss [m] by name and segment, where the table has them.
    """

    name: str
    films: Mapping[Place, Film]
    group: str = ""
    patient: str = ""
    printed: Mapping[Place, float] = NONE


class Lesions(NamedTuple):
    """All lesions of a table, and in plain sentences what was odd."""

    lesions: tuple[Lesion, ...]
    notes: tuple[str, ...] = ()


def read_qca(path: Path) -> Lesions:
    """The lesions of a wide or long table; a Mistake names the row and column that cannot be."""
    notes: list[str] = []
    for sheet in cells(path):
        found = find_columns(sheet, f"{path}")
        if found is None:
            notes.append(f"sheet '{sheet.name}' holds no table of angiography and was passed by")
            continue
        head, columns = found
        rows = [(k, row) for k, row in enumerate(sheet.rows[head + 1 :], head + 2) if any(c is not None for c in row)]
        if not rows:
            raise Mistake(f"{path}: the table has no rows under its headings; choose the file that was exported")
        if len(rows) > MOST_LESIONS:
            raise Mistake(f"{path}: more than {MOST_LESIONS} rows; save the table in parts")
        lesions = _long(rows, columns) if columns.are_long() else _wide(rows, columns)
        said = [note for one in lesions for note in lesion_notes(one)]
        return Lesions(tuple(lesions), (*notes, *sheet.notes, *column_notes(sheet.rows[head], columns), *said))
    raise Mistake(f"{path}: no table of angiography found; {HOW}")


def _wide(rows: Sequence[Row], columns: Columns) -> list[Lesion]:
    """One lesion a row."""
    lesions: dict[str, Lesion] = {}
    for line, row in rows:
        here, name = f"{columns.place}, row {line}", columns.name(row) or f"row {line}"
        if name in lesions:
            raise Mistake(f"{here}: lesion '{name[:40]}' stands in an earlier row too; give every lesion its own name")
        known = Lesion(name, {}, columns.said(row, "group"), columns.said(row, "patient"))
        for means, value in columns.amounts(row, here):
            known = _with(known, means, (means.moment, means.segment), value=value)
        lesions[name] = known
    return list(lesions.values())


def _long(rows: Sequence[Row], columns: Columns) -> list[Lesion]:
    """One film of one segment a row."""
    lesions: dict[str, Lesion] = {}
    periods: dict[str, str] = {}
    for line, row in rows:
        here, name = f"{columns.place}, row {line}", columns.name(row)
        if not name:
            raise Mistake(f"{here}: no lesion is named; write which lesion each film is of, in a column 'lesion'")
        moment, period = moment_of(columns.said(row, "moment"))
        if not moment:
            said = columns.said(row, "moment")[:30]
            raise Mistake(f"{here}: '{said}' in the column of times is unclear; write pre, post or follow-up")
        if period and periods.setdefault(name, period) != period:
            raise Mistake(f"{here}: follow-ups of '{name[:40]}' at {periods[name]} and {period}; keep one in the table")
        segment = _segment(columns.said(row, "segment"), here)
        known = lesions.get(name, Lesion(name, {}, columns.said(row, "group"), columns.said(row, "patient")))
        if (moment, segment) in known.films:
            raise Mistake(f"{here}: '{name[:40]}' has an earlier row for the same film; keep one, or say the segment")
        known = known._replace(films={**known.films, (moment, segment): Film()})
        for means, value in columns.amounts(row, here):
            known = _with(known, means, (moment, means.segment or segment), value=value)
        lesions[name] = known
    return list(lesions.values())


def _segment(said: str, here: str) -> str:
    """The segment of a row; '' where it says none, or the lesion itself."""
    if not said or said.lower() in MISSING or said.lower() in ("lesion", "vessel", "target"):
        return ""
    if not (found := segment_of(said)):
        raise Mistake(f"{here}: '{said[:30]}' is not a segment that is known; write in-stent or in-segment")
    return found


def _with(lesion: Lesion, means: Heading, place: Place, *, value: float) -> Lesion:
    """The lesion with one more number, kept where it belongs."""
    if isnan(value):
        return lesion
    if means.field in WORKED_OUT:
        return lesion._replace(printed={**lesion.printed, (means.field, place[1]): value})
    film = lesion.films.get(place, Film())._replace(**{means.field: value})
    return lesion._replace(films={**lesion.films, place: film})


def film_of(lesion: Lesion, moment: str, segment: str) -> Film:
    """What is known of a segment at a moment; what the table says of no segment holds for the stent.

    A reference without a segment holds for both, and a lesion before stenting is the same in both. Where one of least
    diameter, reference and stenosis is missing, it follows from the others: DS = 1 − MLD / RVD.
    """
    other = "in_segment" if segment == "in_stent" else "in_stent"
    order = (segment, "", other) if moment == "pre" else (segment, "") if segment == "in_stent" else (segment,)
    mld, ds = (_first(lesion, moment, order, field=field) for field in ("mld", "ds"))
    rvd = _first(lesion, moment, (segment, "", other), field="rvd")
    if isnan(rvd) and mld > 0 and ds < 1:
        rvd = mld / (1 - ds)
    if isnan(mld) and rvd > 0:
        mld = rvd * (1 - ds)
    return Film(mld, rvd, ds)


def _first(lesion: Lesion, moment: str, segments: Sequence[str], *, field: str) -> float:
    """The first of the segments in which the table has a number."""
    found = (getattr(lesion.films.get((moment, segment), Film()), field) for segment in segments)
    return next((value for value in found if not isnan(value)), nan)


def lesion_notes(lesion: Lesion) -> list[str]:
    """Where what is printed does not fit together."""
    notes = []
    name = f"lesion '{lesion.name[:40]}'"
    for moment, segment in lesion.films:
        film = film_of(lesion, moment, segment or "in_stent")
        where = " ".join(word.replace("_", "-") for word in (segment, moment) if word)
        own = 1 - film.mld / film.rvd if film.rvd > 0 else nan
        if film.mld > film.rvd:
            notes.append(f"{name}, {where}: MLD {_mm(film.mld)} is wider than the reference {_mm(film.rvd)}; kept")
        if abs(own - film.ds) > ROUNDING:
            said = f"printed stenosis {100 * film.ds:.1f} %, but {100 * own:.1f} % follows from MLD and RVD"
            notes.append(f"{name}, {where}: {said}; the diameters were used")
    for (what, segment), value in lesion.printed.items():
        ends = ("post", "pre") if what == "gain" else ("post", "follow_up")
        first, second = (film_of(lesion, moment, segment or "in_stent").mld for moment in ends)
        if abs(first - second - value) > SUM_ROUNDING:
            title = {"gain": "acute gain", "loss": "late loss"}[what]
            said = f"{title} is printed as {_mm(value)}, but {_mm(first - second)} follows from the diameters"
            notes.append(f"{name}: {said}, which were used")
    return notes


def _mm(value: float) -> str:
    return f"{value * 1e3:.2f} mm"
