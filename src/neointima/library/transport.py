"""Gathers from the shelves what a wall with struts in it needs: the drug's chemistry and transport, no cells."""

from collections.abc import Mapping
from dataclasses import replace

from neointima import menu
from neointima.geometry.struts import Struts
from neointima.geometry.vessel import Vessel
from neointima.library import shelf
from neointima.library.recipe import PATTERN, TISSUE, Compound, Recipe, check_curve, in_si_of, merged
from neointima.mistake import Mistake
from neointima.quantities.sourced import Sourced
from neointima.submodels.injury.strut_depth import StrutDepth
from neointima.submodels.stented_wall.layered_tissue import LayeredTissue

BIOLOGY = ("deployment", "tissue", "wall")
ALWAYS: Mapping[str, type] = {
    "vessel": Vessel,
    "struts": Struts,
    "drug": Compound,
    "deployment": StrutDepth,
    "wall": LayeredTissue,
}
PATTERNS = "geometry/stent_patterns"


def transport_recipe(
    arm: str, device: str, drug: str, *, artery: str, values: Mapping[str, Sourced], solid: bool
) -> Recipe:
    """What one arm needs; the numbers of ``[tissue]`` join those of ``[wall]``, which they extend.

    ``solid`` asks for the pattern of the struts in three dimensions too.
    """
    stent, compound = shelf.load("devices", device), shelf.load("drugs", drug, artery)
    if drug == "none" or stent.models.get("release") in (None, "no_drug"):
        raise Mistake(f"{device} with drug '{drug}': nothing is released; give a device that carries a drug")
    items = [*(shelf.load("biology", name) for name in BIOLOGY), shelf.load("arteries", artery), compound, stent]
    models = {**ALWAYS, "release": menu.choose("submodels/release", stent.models["release"])}
    if solid:
        if PATTERN not in stent.models:
            raise Mistake(f"devices/{device}.toml › pattern: none, so its struts cannot be drawn in three dimensions")
        models[PATTERN] = menu.choose(PATTERNS, stent.models[PATTERN])
    given = merged(items, {table for item in items for table in _tables(item)} - {*models, TISSUE})
    numbers = {_in_wall(key): number for key, number in given.items()}
    for key, value in values.items():
        if (own := _in_wall(key)) in numbers:
            numbers[own] = replace(value, spread=value.spread if value.spread > 1 else numbers[own].spread)
    in_si = in_si_of(models, numbers)
    check_curve(in_si, numbers)
    coating = str(stent.words.get("coating", "none"))
    return Recipe(arm, device, drug, artery, coating, models, numbers, in_si)


def strut_shape(device: str) -> str:
    """How the device's struts are cut across: rectangular or round."""
    return str(shelf.load("devices", device).words.get("strut_shape", "rectangular"))


def _tables(item: shelf.Item) -> set[str]:
    return {key.split(".")[0] for key in item.numbers}


def _in_wall(key: str) -> str:
    table, name = key.split(".", 1)
    return f"wall.{name}" if table == TISSUE else key
