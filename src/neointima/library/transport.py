"""Gathers from the shelves what a wall with struts in it needs: the drug's chemistry and transport, no cells."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from neointima import menu
from neointima.geometry.struts import Struts
from neointima.geometry.vessel import Vessel
from neointima.library import shelf
from neointima.library.recipe import BLOOD, PATTERN, TISSUE, Compound, Recipe, check_curve, in_si_of, in_wall, merged
from neointima.mistake import Mistake
from neointima.quantities.sourced import Sourced
from neointima.submodels.balloon.coated_balloon import CoatedBalloon
from neointima.submodels.injury.strut_depth import StrutDepth
from neointima.submodels.stented_wall.flowing_blood import FlowingBlood
from neointima.submodels.stented_wall.layered_tissue import LayeredTissue

BIOLOGY = ("blood", "deployment", "tissue", "wall")
ALWAYS: Mapping[str, type] = {"vessel": Vessel, "drug": Compound, "wall": LayeredTissue}
STENT: Mapping[str, type] = {"struts": Struts, "deployment": StrutDepth}
PATTERNS = "geometry/stent_patterns"
BALLOON = "balloon"


def stent_recipe(
    arm: str, device: str, drug: str, *, artery: str, values: Mapping[str, Sourced], needs: Collection[str] = ()
) -> Recipe:
    """What an arm with a stent needs; ``needs`` may ask for the ``pattern`` of its struts and for flowing ``blood``."""
    stent = shelf.load("devices", device)
    if drug == "none" or stent.models.get("release") in (None, "no_drug"):
        raise Mistake(f"{stent.name} with drug '{drug}': nothing is released; give a device that carries a drug")
    models = {**ALWAYS, **STENT, "release": menu.choose("submodels/release", stent.models["release"])}
    if PATTERN in needs:
        if PATTERN not in stent.models:
            raise Mistake(f"{stent.name}.toml › pattern: none, so its struts cannot be drawn in three dimensions")
        models[PATTERN] = menu.choose(PATTERNS, stent.models[PATTERN])
    if BLOOD in needs:
        models[BLOOD] = FlowingBlood
    return _gathered(arm, stent, drug, artery=artery, values=values, models=models)


def balloon_recipe(
    arm: str, balloon: str, drug: str, *, artery: str, values: Mapping[str, Sourced], needs: Collection[str] = ()
) -> Recipe:
    """What an arm with a drug-coated balloon needs."""
    if drug == "none":
        raise Mistake(f"{balloon} with drug 'none': nothing is left in the wall; name the drug on the balloon")
    models = {**ALWAYS, BALLOON: CoatedBalloon} | ({BLOOD: FlowingBlood} if BLOOD in needs else {})
    return _gathered(arm, shelf.load("balloons", balloon), drug, artery=artery, values=values, models=models)


def _gathered(
    arm: str, item: shelf.Item, drug: str, *, artery: str, values: Mapping[str, Sourced], models: Mapping[str, type]
) -> Recipe:
    """The numbers that ``models`` read; those of ``[tissue]`` join those of ``[wall]``, which they extend."""
    biology = [shelf.load("biology", name) for name in BIOLOGY]
    items = [*biology, shelf.load("arteries", artery), shelf.load("drugs", drug, artery), item]
    given = merged(items, {key.split(".")[0] for one in items for key in one.numbers} - {*models, TISSUE})
    numbers = {in_wall(key): number for key, number in given.items()}
    for key, value in values.items():
        if (own := in_wall(key)) in numbers:
            numbers[own] = replace(value, spread=value.spread if value.spread > 1 else numbers[own].spread)
    in_si = in_si_of(models, numbers)
    check_curve(in_si, numbers)
    words = {"coating": "none", "strut_shape": "rectangular"} | {key: str(word) for key, word in item.words.items()}
    return Recipe(arm, item.name, drug, artery, words["coating"], words["strut_shape"], models, numbers, in_si)
