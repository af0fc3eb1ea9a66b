"""A small table that names the films of each lesion: before, after stenting and at follow-up, measured as one study.

Columns lesion, time and film; scale [mm], catheter [F], frame, group and patient where wanted. A film is the name of a
file in the table's own folder, with its lines beside it.
"""

from math import nan
from pathlib import Path
from typing import NamedTuple

from neointima.instruments.numbers import is_missing
from neointima.instruments.qca_headings import moment_of
from neointima.instruments.qca_table import Film, Lesion
from neointima.instruments.sheet import Cell, at, number, words
from neointima.instruments.spreadsheet import cells
from neointima.laboratory.measuring.angiogram_film import FRENCH, FilmReading, read_film
from neointima.laboratory.measuring.angiogram_view import AngiogramView, angiogram_view
from neointima.laboratory.measuring.angiograms import film_values
from neointima.laboratory.measuring.measured import Measured, Value, Wish
from neointima.laboratory.measuring.qca_tables import measured_lesions
from neointima.mistake import Mistake

KIND = "films table"
NEEDED = ("lesion", "time", "film")
KNOWN = (*NEEDED, "scale", "catheter", "frame", "group", "patient")
MOST_FILMS = 5_000


class _Row(NamedTuple):
    place: str
    lesion: str
    moment: str
    path: Path
    wish: Wish
    group: str
    patient: str


def recognises(path: Path) -> bool:
    """Whether the first line of a text table has the columns lesion, time and film."""
    if path.suffix.lower() not in (".csv", ".tsv", ".txt"):
        return False
    try:
        with path.open("rb") as file:
            head = file.read(2_000).splitlines()[:1]
    except OSError:
        return False
    names = {name.strip(" \"'").lower() for name in _split(head[0].decode("utf-8-sig", "replace"))} if head else set()
    return set(NEEDED) <= names


def _split(line: str) -> list[str]:
    return line.replace(";", ",").replace("\t", ",").split(",")


def measured(path: Path, wish: Wish) -> Measured:
    """Every film, then gains, losses and restenosis of every lesion by the endpoints; a film that fails is refused."""
    films: dict[str, dict[tuple[str, str], Film]] = {}
    rows = _rows(path, wish)
    values: list[Value] = []
    notes: list[str] = []
    refused: list[str] = []
    views: list[AngiogramView] = []
    for row in rows:
        own = films.setdefault(row.lesion, {})
        try:
            film = read_film(row.path, row.wish)
            if not film.frame.scale > 0:
                raise Mistake("no scale; give one in a column scale [mm] or catheter [F]")
        except Mistake as fault:
            refused.append(f"{row.place}, {row.path.name}: {fault}")
            continue
        section = f"{row.lesion} {row.moment.replace('_', '-')}"
        own |= _films(film, row.moment)
        values += film_values(film, section)
        notes += [f"{section}: {note}" for note in film.notes]
        views.append(angiogram_view(film, title=section))
    first = {row.lesion: row for row in reversed(rows)}
    lesions = [Lesion(name, found, first[name].group, first[name].patient) for name, found in films.items()]
    study = measured_lesions(lesions, file=path.name, kind=KIND)
    return Measured(path.name, KIND, (*values, *study.values), (*notes, *study.notes), tuple(views), tuple(refused))


def _films(film: FilmReading, moment: str) -> dict[tuple[str, str], Film]:
    """Least and reference diameters of a film [m] by segment; without a stent those of the lesion."""
    reading, scale = film.reading, film.frame.scale
    spans = {"": reading.lesion, "in_stent": reading.in_stent, "in_segment": reading.in_segment}
    if reading.in_stent is not None:
        del spans[""]
    return {
        (moment, segment): Film(one.least * scale, reading.reference * scale) for segment, one in spans.items() if one
    }


def _rows(path: Path, wish: Wish) -> list[_Row]:
    sheet = cells(path)[0]
    columns = {words(cell).strip().lower().split(" ")[0]: k for k, cell in enumerate(sheet.rows[0]) if cell is not None}
    if missing := [name for name in NEEDED if name not in columns]:
        raise Mistake(f"{path.name}: no column {' and '.join(missing)}; a table of films has lesion, time and film")
    rows = []
    for line, row in enumerate(sheet.rows[1:], 2):
        if any(cell is not None for cell in row):
            said = {name: at(row, columns[name]) if name in columns else None for name in KNOWN}
            rows.append(_row(said, path, line, wish=wish))
    if not rows or len(rows) > MOST_FILMS:
        raise Mistake(f"{path.name}: {len(rows)} films; between 1 and {MOST_FILMS} are measured at once")
    if twice := [row for k, row in enumerate(rows) if any(row[1:3] == other[1:3] for other in rows[:k])]:
        raise Mistake(f"{twice[0].place}: '{twice[0].lesion}' has an earlier film of that time; keep one for each time")
    return rows


def _row(said: dict[str, Cell], path: Path, line: int, *, wish: Wish) -> _Row:
    place, names = f"{path.name}, row {line}", {key: words(value).strip() for key, value in said.items()}
    moment, _ = moment_of(names["time"])
    if not names["lesion"] or not moment:
        raise Mistake(f"{place}: a film needs a lesion and a time; write pre, post or follow-up")
    # A table from elsewhere must not reach outside its own folder.
    if not names["film"] or Path(names["film"]).name != names["film"] or names["film"].startswith("."):
        raise Mistake(f"{place}: '{names['film'][:60]}' is not the name of a file beside the table; put the film there")
    scale, frame = (_number(said[key], f"{place}, column '{key}'") for key in ("scale", "frame"))
    catheter = _number(str(names["catheter"]).rstrip(" Ff") or None, f"{place}, column 'catheter'")
    own = wish._replace(
        scale=scale * 1e-3 if scale > 0 else wish.scale,
        catheter=catheter * FRENCH if catheter > 0 else wish.catheter,
        frame=int(frame) if frame > 0 else wish.frame,
    )
    return _Row(place, names["lesion"], moment, path.parent / names["film"], own, names["group"], names["patient"])


def _number(cell: Cell, place: str) -> float:
    if is_missing(cell):
        return nan
    value = number(cell)
    if value is None or not 0 < value < 1e6:
        raise Mistake(f"{place}: '{words(cell)[:20]}' is not a positive number; correct it or leave it empty")
    return value
