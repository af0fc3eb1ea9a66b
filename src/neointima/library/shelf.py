"""Reads the shelves: library files become checked numbers, and numbers become submodels."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_type_hints

from neointima import menu
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Unit
from neointima.quantities.sourced import Sourced, sourced
from neointima.quantities.units import convert

LIBRARY = Path(__file__).parent
LARGEST_FILE = 1_000_000


@dataclass(frozen=True, slots=True)
class Item:
    """One library file: its words, the model each table names, and its numbers as ``table.key``."""

    name: str
    words: Mapping[str, Any]
    models: Mapping[str, str]
    numbers: Mapping[str, Sourced]


def read_toml(path: Path, place: str) -> dict[str, Any]:
    """The tables of a TOML file; a Mistake when it is missing, too large or not TOML."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Mistake(f"{place}: larger than a megabyte, so not a file of this laboratory")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise Mistake(f"{place}: not readable as TOML ({error}); mend that line or restore the file") from None
    except UnicodeDecodeError:
        raise Mistake(f"{place}: not a text file; a TOML file in UTF-8 is expected") from None
    except OSError as error:
        raise Mistake(f"{place}: cannot be read ({error.strerror}); check the path") from None


@cache
def load(kind: str, name: str, within: str = "") -> Item:
    """Item ``name`` of a shelf such as ``drugs``; ``within`` names the artery whose own numbers come first.

    A ``name`` that ends in .toml is the path of a user's own file.
    """
    if name.endswith(".toml"):
        return parse(read_toml(Path(name), Path(name).name), Path(name).name, within)
    return parse(_whole(kind, name), f"{kind}/{name}.toml", within)


def _whole(kind: str, name: str) -> dict[str, Any]:
    """The tables of an item; one that is ``like`` another of its shelf takes from that what it does not say itself."""
    menu.check(f"library/{kind}", name, ".toml")
    own = read_toml(LIBRARY / kind / f"{name}.toml", f"{kind}/{name}.toml")
    if "like" not in own:
        return own
    model = read_toml(
        LIBRARY / kind / f"{menu.check(f'library/{kind}', own['like'], '.toml')}.toml", f"{kind}/{own['like']}.toml"
    )
    return model | {
        key: {**model.get(key, {}), **value} if isinstance(value, dict) else value for key, value in own.items()
    }


def parse(document: dict[str, Any], place: str, within: str = "") -> Item:
    """Check the tables of a library file; ``place`` begins every complaint."""
    words = {key: value for key, value in document.items() if not isinstance(value, dict)}
    tables = {key: dict(value) for key, value in document.items() if isinstance(value, dict)}
    for table, own in tables.pop("in", {}).get(within, {}).items():
        tables.setdefault(table, {}).update(own)
    models, numbers = {}, {}
    for table, entries in tables.items():
        for key, entry in entries.items():
            if key == "model":
                models[table] = str(entry)
            else:
                numbers[f"{table}.{key}"] = cited(sourced(entry, f"{place} › {table} › {key}"))
    return Item(Path(place).stem, MappingProxyType(words), MappingProxyType(models), MappingProxyType(numbers))


def cited(number: Sourced) -> Sourced:
    """``number`` if its source is on the list of sources."""
    if number.source and number.source not in sources():
        raise Mistake(f"{number.place}: source '{number.source}' is not in sources.toml; add it there")
    return number


@cache
def sources() -> dict[str, dict[str, str]]:
    """Every work cited, by key."""
    return read_toml(LIBRARY / "sources.toml", "sources.toml")


@cache
def units_of(model: type) -> dict[str, Unit]:
    """The unit, with its limits, that each parameter field of a submodel declares."""
    hints = get_type_hints(model, include_extras=True)
    metadata = {field.name: getattr(hints[field.name], "__metadata__", None) for field in fields(model)}
    return {name: unit[0] for name, unit in metadata.items() if unit}


def check(model: type, table: str, numbers: Mapping[str, Sourced]) -> dict[str, Array]:
    """The numbers of one table in the units that ``model`` declares; missing and unread ones are Mistakes."""
    wanted = units_of(model)
    given = {key.split(".", 1)[1]: number for key, number in numbers.items() if key.startswith(f"{table}.")}
    for key, number in given.items():
        if key not in wanted:
            raise Mistake(f"{number.place}: {model.__name__} has no '{key}'; it reads {', '.join(wanted) or 'nothing'}")
    if missing := wanted.keys() - given.keys():
        where = next(iter(given.values())).place.rsplit(" › ", 1)[0] if given else table
        raise Mistake(
            f"{where}: '{min(missing)}' is missing; {model.__name__} needs it in {wanted[min(missing)].symbol}"
        )
    return {f"{table}.{key}": in_si(number, wanted[key]) for key, number in given.items()}


def in_si(number: Sourced, unit: Unit) -> Array:
    """The value in SI; a Mistake when it is of another dimension, or not what the field may be."""
    try:
        value = convert(number.value, number.unit, unit.symbol)
    except Mistake as mistake:
        raise Mistake(f"{number.place}: {mistake}") from None
    if isinstance(number.value, list) != unit.many:
        raise Mistake(f"{number.place}: {'a list of numbers' if unit.many else 'one number'} is needed here")
    if unit.positive and value.min() <= 0:
        raise Mistake(f"{number.place}: zero is not possible here; give a value above it")
    # A share given in percent may round to just above one.
    if value.max() > unit.most * (1 + 1e-12):
        raise Mistake(f"{number.place}: a share is at most {unit.most:g} (100 percent)")
    return value


def build(model: type, table: str, values: Mapping[str, Array]) -> Any:
    """A submodel whose fields are the SI ``values`` of its table."""
    return model(**{name: values[f"{table}.{name}"] for name in units_of(model)})
