"""What there is, and what each thing says of itself."""

from collections.abc import Iterator
from inspect import cleandoc
from typing import Any

from neointima import menu
from neointima.laboratory import published
from neointima.laboratory.patient_trials import trial_lines, trial_title, trials
from neointima.library.shelf import load, sources, units_of
from neointima.mistake import Mistake
from neointima.quantities.sourced import Sourced

SHELVES = {
    kind: f"library/{kind}"
    for kind in (
        *("drugs", "devices", "balloons", "arteries", "cultures", "biology"),
        *("patients", "clinic", "prediction", "published"),
    )
}
MODELS = {
    kind: f"submodels/{kind}"
    for kind in (
        *("release", "wall", "stented_wall", "balloon", "medium", "target", "signalling", "injury"),
        *("cells", "growth", "handling", "viability", "imaging", "events"),
    )
}
ROOMS = {"protocols": "protocols", "endpoints": "endpoints", "tests": "analysis", **MODELS}


def names(kind: str) -> list[str]:
    """What is on offer of a kind."""
    if kind == "clinical":
        return trials()
    if kind in SHELVES:
        return menu.choices(SHELVES[kind], ".toml")
    return menu.choices(_room(kind))


def titles(kind: str) -> list[tuple[str, str]]:
    """Each name with its first line."""
    if kind == "clinical":
        return [(name, trial_title(name)) for name in trials()]
    if kind == "published":
        return [(name, str(published.study(name)["title"])) for name in names(kind)]
    if kind in SHELVES:
        return [(name, str(load(kind, name).words["title"])) for name in names(kind)]
    return [(name, cleandoc(_thing(kind, name).__doc__ or "").splitlines()[0]) for name in names(kind)]


def describe(kind: str, name: str) -> Iterator[str]:
    """All that is known of one thing, line by line."""
    if kind == "clinical":
        yield from trial_lines(name)
    elif kind == "published":
        yield from _published(name)
    elif kind in SHELVES:
        yield from _item(kind, name)
    else:
        yield from _model(kind, name)


def _room(kind: str) -> str:
    if kind not in ROOMS:
        raise Mistake(f"'{kind}' is not a kind of thing; choose one of {', '.join([*SHELVES, 'clinical', *ROOMS])}")
    return ROOMS[kind]


def _thing(kind: str, name: str) -> Any:
    return menu.choose(_room(kind), name)


def _item(kind: str, name: str) -> Iterator[str]:
    item = load(kind, name)
    for key, text in item.words.items():
        yield f"{key}: {text}"
    for table, model in item.models.items():
        yield f"{table}: {model}"
    for key, number in item.numbers.items():
        yield ""
        yield from _number(key, number)


def _number(key: str, number: Sourced) -> Iterator[str]:
    value = ", ".join(f"{part:g}" for part in number.value) if isinstance(number.value, list) else f"{number.value:g}"
    spread = f", spread {number.spread:g}" if number.spread > 1 else ""
    yield f"{key} = {value} {number.unit}  ({number.grade}{spread})"
    if number.source:
        yield f"    {sources()[number.source]['citation']}{f' ({number.seen})' if number.seen else ''}"
    if number.note:
        yield f"    {number.note}"


def _published(name: str) -> Iterator[str]:
    study = published.study(name)
    yield f"{study['title']}: {study['citation']}"
    yield f"{study.get('species', '')}; {study.get('setting', '')}"
    for key in ("note", "correction"):
        if key in study:
            yield f"{key}: {study[key]}"
    for row in study["result"]:
        spread = f" ± {row['sd']:g}" if "sd" in row else ""
        count = f", n = {row['n']}" if "n" in row else ""
        yield f"  day {row['day']}  {row['endpoint']}  {row['arm']}: {row['mean']:g}{spread} {row['unit']}{count}"
        yield f"      {row['split']}, {row['seen'].replace('_', ' ')}; {row['device']}"
    for row in study.get("comparison", []):
        kind = row["test"].replace("_", "-")
        yield f"  {' vs '.join(row['arms'])}, {row['endpoint']}: {kind}, {row.get('verdict', '')}"
        if "correction" in row:
            yield f"      corrected: {row['correction']}"


def _model(kind: str, name: str) -> Iterator[str]:
    thing = _thing(kind, name)
    yield f"{thing.__name__}"
    yield cleandoc(thing.__doc__ or "")
    if kind in MODELS:
        units = units_of(thing)
        yield ""
        yield from (f"  {field} [{unit.symbol or 'pure number'}]" for field, unit in units.items())
        if not units:
            yield "  no parameters"
