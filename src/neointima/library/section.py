"""Gathers what an arm needs in a section with single cells: the radial world's numbers and a few more."""

from collections.abc import Mapping
from dataclasses import dataclass

from neointima import menu
from neointima.library import shelf
from neointima.library.recipe import ALWAYS, BENCH, BLOOD, CHOSEN, PATTERN, SILENT, TISSUE, Recipe, assembled, choose
from neointima.quantities.kinds import PascalSeconds, PositiveMetresPerSecond
from neointima.quantities.sourced import Sourced
from neointima.submodels.cells.endothelial_patches import EndothelialPatches
from neointima.submodels.cells.single_cells import SingleCells
from neointima.submodels.injury.macrophages import Macrophages
from neointima.submodels.injury.strut_tears import StrutTears
from neointima.submodels.mechanics.crossing import Crossing
from neointima.submodels.mechanics.crowded_tissue import CrowdedTissue
from neointima.submodels.stented_wall.flowing_blood import FlowingBlood
from neointima.submodels.stented_wall.layered_tissue import LayeredTissue


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Blood, and the endothelium between it and the wall."""

    viscosity: PascalSeconds
    endothelium_permeability: PositiveMetresPerSecond


SECTION: Mapping[str, type] = {
    "tears": StrutTears,
    "patches": EndothelialPatches,
    "macrophages": Macrophages,
    "mechanics": CrowdedTissue,
    "crossing": Crossing,
    "living": SingleCells,
    "surroundings": Surroundings,
    BLOOD: FlowingBlood,
}


def section_recipe(arm: str, *, device: str, drug: str, artery: str, values: Mapping[str, Sourced]) -> Recipe:
    """As ``recipe``, with the wall in layers around the struts and the numbers of single cells."""
    biology = [shelf.load("biology", name) for name in menu.choices("library/biology", ".toml")]
    stent = shelf.load("devices", device)
    items = [*biology, shelf.load("arteries", artery), shelf.load("drugs", drug, artery), stent]
    chosen = choose(items)
    models = {**ALWAYS, **SECTION, **{room: menu.choose(folder, chosen[room]) for room, folder in CHOSEN.items()}}
    silent = {BENCH, PATTERN, *(room for room, model in chosen.items() if model in SILENT)}
    if chosen["wall"] in SILENT:
        silent.add(TISSUE)
    else:
        models["wall"] = LayeredTissue
    return assembled(arm, items, silent=silent, values=values, models=models)
