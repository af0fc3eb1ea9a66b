"""Values of a study that are changed on the command line."""

import tomllib
from typing import Any

from neointima.mistake import Mistake


def apply_change(document: dict[str, Any], change: str) -> None:
    """Put a value such as ``conditions.animals=200`` into the plain form of a study."""
    key, equals, text = change.partition("=")
    if not equals or not key:
        raise Mistake(f"--set {change}: write key=value, for example conditions.animals=200")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    *path, last = key.split(".")
    if path[:1] == ["values"] or path[:1] == ["vary"]:
        path, last = path[:1], ".".join([*path[1:], last])
    place = document
    for part in path:
        place = place.setdefault(part, {}) if isinstance(place, dict) else _element(place, part, change)
    if isinstance(place, list):
        place[_index(place, last, change)] = value
    elif isinstance(place, dict):
        place[last] = value
    else:
        raise Mistake(f"--set {change}: '{key}' does not lead to a value of the study")


def _element(place: Any, part: str, change: str) -> Any:
    if not isinstance(place, list):
        raise Mistake(f"--set {change}: '{part}' does not lead to a value of the study")
    return place[_index(place, part, change)]


def _index(place: list[Any], part: str, change: str) -> int:
    if not part.isdigit() or int(part) >= len(place):
        raise Mistake(f"--set {change}: '{part}' must be a number from 0 to {len(place) - 1}")
    return int(part)
