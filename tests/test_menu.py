"""A folder is a menu, and nothing but the menu can be had from it."""

from pathlib import Path

import pytest

import neointima
from neointima import menu
from neointima.mistake import Mistake

PACKAGE = Path(neointima.__file__).parent
ROOMS = sorted(str(path.parent.relative_to(PACKAGE)) for path in PACKAGE.glob("submodels/*/__init__.py"))


@pytest.mark.parametrize("folder", [*ROOMS, "endpoints", "analysis", "protocols"])
def test_every_file_holds_the_class_of_its_name(folder):
    files = {path.stem for path in (PACKAGE / folder).glob("*.py")} - {"__init__"}
    assert files == set(menu.choices(folder))
    for name in files:
        assert menu.choose(folder, name).__name__ == "".join(word.capitalize() for word in name.split("_"))


def test_an_unknown_name_lists_the_choices():
    with pytest.raises(Mistake, match="'first-order' is not among the release") as told:
        menu.choose("submodels/release", "first-order")
    assert all(name in str(told.value) for name in menu.choices("submodels/release"))


TRICKS = [
    "../mistake",
    "__init__",
    "",
    ".",
    "..",
    "first_order.py",
    "../release/first_order",
    "/etc/passwd",
    "first_order\n",
    "First_Order",
    "*",
    "first_order\0",
]


@pytest.mark.parametrize("name", TRICKS)
@pytest.mark.parametrize("ask", [menu.check, menu.choose])
def test_path_tricks_are_refused(ask, name):
    with pytest.raises(Mistake, match="is not among the release"):
        ask("submodels/release", name)


@pytest.mark.parametrize("name", ["../sources", "__init__", "../devices/cypher", "sirolimus.toml"])
def test_path_tricks_are_refused_on_the_shelves(name):
    with pytest.raises(Mistake, match="is not among the drugs"):
        menu.check("library/drugs", name, ".toml")


def test_a_folder_that_is_not_there_offers_nothing():
    assert menu.choices("submodels/astrology") == []
