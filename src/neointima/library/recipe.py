"""Gathers from the shelves everything one arm needs: which submodels, and every number they read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from neointima import menu
from neointima.geometry.struts import Struts
from neointima.geometry.vessel import Vessel
from neointima.library import shelf
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, KilogramsPerMole
from neointima.quantities.sourced import Sourced
from neointima.submodels.cells.endothelium import Endothelium
from neointima.submodels.cells.smooth_muscle import SmoothMuscle
from neointima.submodels.growth.around_struts import AroundStruts
from neointima.submodels.growth.matrix_turnover import MatrixTurnover
from neointima.submodels.injury.growth_factors import GrowthFactors
from neointima.submodels.injury.strut_depth import StrutDepth
from neointima.submodels.signalling.mtorc1_to_g1 import Mtorc1ToG1


@dataclass(frozen=True, slots=True, kw_only=True)
class Compound:
    """The drug as a chemical."""

    molar_mass: KilogramsPerMole


ALWAYS: Mapping[str, type] = {
    "vessel": Vessel,
    "struts": Struts,
    "drug": Compound,
    "signalling": Mtorc1ToG1,
    "deployment": StrutDepth,
    "growth_factors": GrowthFactors,
    "muscle": SmoothMuscle,
    "endothelium": Endothelium,
    "matrix": MatrixTurnover,
    "growth": AroundStruts,
}
CHOSEN = {room: f"submodels/{room}" for room in ("release", "wall", "target")}
SILENT = ("no_drug", "no_transport")
BENCH = "medium"
PATTERN = "pattern"
# What only a wall with struts in it needs is read by library/transport.py.
TISSUE = "tissue"
BLOOD = "blood"
SINGLE = ("tears", "patches", "macrophages", "mechanics", "crossing", "living", "surroundings")


@dataclass(frozen=True, slots=True)
class Recipe:
    """One arm: its items, the submodel of each table, and every number both as written and in SI."""

    arm: str
    device: str
    drug: str
    artery: str
    coating: str
    strut_shape: str
    models: Mapping[str, type]
    numbers: Mapping[str, Sourced]
    values: Mapping[str, Array]
    polymer: str = "none"

    def submodel(self, table: str, varied: Mapping[str, Array]) -> Any:
        """The submodel of ``table``, with ``varied`` SI values in place of the library's."""
        return shelf.build(self.models[table], table, {**self.values, **varied})

    def fields(self, table: str, varied: Mapping[str, Array]) -> dict[str, Array]:
        """The numbers alone, for a submodel that is made of another one as well."""
        values = {**self.values, **varied}
        return {name: values[f"{table}.{name}"] for name in shelf.units_of(self.models[table])}


def recipe(arm: str, *, device: str, drug: str, artery: str, values: Mapping[str, Sourced]) -> Recipe:
    """Merge biology, artery, drug and device; ``values`` are the study's own numbers and win where the arm has them."""
    biology = [shelf.load("biology", name) for name in menu.choices("library/biology", ".toml")]
    stent = shelf.load("devices", device)
    items = [*biology, shelf.load("arteries", artery), shelf.load("drugs", drug, artery), stent]
    chosen = choose(items)
    # What a drug does in a dish is read by library/bench.py, what single cells need by library/section.py.
    silent = {BENCH, PATTERN, TISSUE, BLOOD, *SINGLE, *(room for room, model in chosen.items() if model in SILENT)}
    models = {**ALWAYS, **{room: menu.choose(folder, chosen[room]) for room, folder in CHOSEN.items()}}
    return assembled(arm, items, silent=silent, values=values, models=models)


def assembled(
    arm: str, items: list[shelf.Item], *, silent: set[str], values: Mapping[str, Sourced], models: Mapping[str, type]
) -> Recipe:
    """The recipe of drug and stent, the last two ``items``: their numbers for ``models``, with the study's own."""
    *_, drug, stent = items
    numbers = {in_wall(key): number for key, number in merged(items, silent).items()}
    for key, value in values.items():
        if (own := in_wall(key)) in numbers:
            numbers[own] = replace(value, spread=value.spread if value.spread > 1 else numbers[own].spread)
    if "release" in silent and drug.name != "none":
        raise Mistake(f"{stent.name} carries no drug, so '{drug.name}' cannot come from it; use drug = 'none'")
    in_si = in_si_of(models, numbers)
    check_curve(in_si, numbers)
    words = {"coating": "none", "strut_shape": "rectangular", "polymer": "none"}
    words |= {key: str(word) for key, word in stent.words.items() if key in words}
    return Recipe(arm, stent.name, drug.name, items[-3].name, models=models, numbers=numbers, values=in_si, **words)


def in_wall(key: str) -> str:
    """Numbers of ``[tissue]`` extend those of ``[wall]``."""
    table, _, name = key.partition(".")
    return f"wall.{name}" if table == TISSUE else key


def choose(items: list[shelf.Item]) -> dict[str, str]:
    """The model each chosen room uses: the device's release unless the drug is none, the drug's wall and target."""
    *_, drug, device = items
    models = {**device.models, **drug.models}
    for room in CHOSEN:
        if room not in models:
            raise Mistake(f"{drug.name}.toml or {device.name}.toml › {room}: no model named; choose one from the menu")
    return models


def merged(items: list[shelf.Item], silent: set[str]) -> dict[str, Sourced]:
    """All numbers of the items but those of rooms where nothing happens; one given twice is a Mistake.

    An artery's own numbers come before those that all species share.
    """
    *biology, artery, drug, stent = items
    numbers: dict[str, Sourced] = {}
    for item in (*biology, artery, drug, stent):
        for key, number in item.numbers.items():
            if key.split(".")[0] in silent:
                continue
            if key in numbers and item is not artery:
                raise Mistake(f"{number.place}: already given in {numbers[key].place}; keep one")
            numbers[key] = number
    return numbers


def in_si_of(models: Mapping[str, type], numbers: Mapping[str, Sourced]) -> dict[str, Array]:
    """The numbers of every table in SI; one that no submodel reads is a Mistake."""
    values: dict[str, Array] = {}
    for table, model in models.items():
        values |= shelf.check(model, table, numbers)
    if unread := numbers.keys() - values.keys():
        raise Mistake(f"{numbers[min(unread)].place}: no submodel is called '{min(unread).split('.')[0]}'")
    return values


def check_curve(values: Mapping[str, Array], numbers: Mapping[str, Sourced]) -> None:
    """A release curve starts at zero, never falls and never passes the whole dose."""
    if "release.times" not in values:
        return
    times, fractions, place = values["release.times"], values["release.fractions"], numbers["release.fractions"].place
    if times.shape != fractions.shape or times.size < 2 or times[0] != 0 or fractions[0] != 0:
        raise Mistake(f"{place}: times and fractions need as many points each, two or more, both starting at 0")
    if np.any(np.diff(times) <= 0) or np.any(np.diff(fractions) < 0):
        raise Mistake(f"{place}: times must rise, and what is released may not fall or pass 100 percent")
