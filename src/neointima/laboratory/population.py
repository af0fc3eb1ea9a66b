"""Who is enrolled in a trial and what stents they get, in the words of the shelf."""

from typing import Any, NamedTuple

from neointima import menu
from neointima.library.shelf import load


class Population(NamedTuple):
    """Title and note of a population of the shelf."""

    title: str
    note: str


class TreatedArm(NamedTuple):
    """An arm of a trial: stent and drug as they are called, and patients randomised to it."""

    name: str
    stent: str
    drug: str
    patients: int


def population(study: dict[str, Any]) -> Population:
    """The population that a trial draws its patients from."""
    words = load("patients", study["conditions"]["patients"]).words
    return Population(str(words["title"]), str(words.get("note", "")))


def treated_arms(study: dict[str, Any]) -> list[TreatedArm]:
    """The arms of a trial in their order; a stent from a file of its own is called as the file."""
    return [
        TreatedArm(name, _title("devices", arm["device"]), _title("drugs", arm["drug"]), int(arm["patients"]))
        for name, arm in study["arms"].items()
    ]


def _title(kind: str, name: str) -> str:
    on_shelf = name in menu.choices(f"library/{kind}", ".toml")
    return str(load(kind, name).words["title"]) if on_shelf else name
